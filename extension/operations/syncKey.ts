/**
 * Where Ctrl+S syncs. Never in a text editor or notebook that may have something to save: the side bars, the panels
 * and the pages of Cairn have nothing, nor does an empty editor area. The Output view is an editor without a file.
 */
const PLACES = [
  '(focusedView =~ /^cairn\\./ && !inputFocus)',
  '((sideBarFocus || panelFocus || auxiliaryBarFocus) && (!editorTextFocus || inOutput))',
  '(activeWebviewPanelId =~ /^cairn\\./ && !editorTextFocus)',
  '((!editorIsOpen || activeEditorGroupEmpty) && !editorTextFocus)',
  '(config.cairn.sync.keybindingInEditors && !activeEditorIsDirty && !sideBarFocus && !panelFocus && !auxiliaryBarFocus)',
];

export const SYNC_WHEN = [
  'cairn.hasProject',
  'config.cairn.sync.keybinding',
  '!inQuickInput',
  '!terminalFocus',
  `(${PLACES.join(' || ')})`,
].join(' && ');
