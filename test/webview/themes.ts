/** The theme variables that the page uses, as VS Code's own themes set them. */
export type Theme = Readonly<Record<string, string>>;

const FONT = { 'font-family': 'sans-serif', 'font-size': '13px' };

export const DARK: Theme = {
  ...FONT,
  'editor-background': '#1f1f1f',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  'editorWidget-background': '#202020',
  'widget-border': '#313131',
  'textCodeBlock-background': '#2b2b2b',
  'panel-border': '#2b2b2b',
  focusBorder: '#0078d4',
  'button-background': '#0078d4',
  'button-foreground': '#ffffff',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'testing-iconPassed': '#73c991',
  'list-warningForeground': '#cca700',
  errorForeground: '#f85149',
  'inputValidation-errorBackground': '#5a1d1d',
  'inputValidation-errorBorder': '#be1100',
};

export const LIGHT: Theme = {
  ...FONT,
  'editor-background': '#ffffff',
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  'editorWidget-background': '#f8f8f8',
  'widget-border': '#e5e5e5',
  'textCodeBlock-background': '#f8f8f8',
  'panel-border': '#e5e5e5',
  focusBorder: '#005fb8',
  'button-background': '#005fb8',
  'button-foreground': '#ffffff',
  'button-secondaryBackground': '#e5e5e5',
  'button-secondaryForeground': '#3b3b3b',
  'testing-iconPassed': '#388a34',
  'list-warningForeground': '#855f00',
  errorForeground: '#f85149',
  'settings-textInputBackground': '#ffffff',
  'settings-textInputForeground': '#3b3b3b',
};

export const HIGH_CONTRAST: Theme = {
  ...FONT,
  'editor-background': '#000000',
  foreground: '#ffffff',
  descriptionForeground: '#ffffff',
  'editorWidget-background': '#0c141f',
  contrastBorder: '#6fc3df',
  contrastActiveBorder: '#f38518',
  focusBorder: '#f38518',
  'button-background': '#000000',
  'button-foreground': '#ffffff',
  'button-border': '#6fc3df',
  'button-secondaryBackground': '#000000',
  'button-secondaryForeground': '#ffffff',
  'testing-iconPassed': '#73c991',
  errorForeground: '#f48771',
};
