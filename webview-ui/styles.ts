/** Styles of the page, by VS Code's theme variables: light, dark and high contrast need nothing of their own. */
import { css } from 'lit';

export const documentStyles = css`
  body {
    margin: 0;
    padding: 0;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    line-height: 1.4;
  }
`;

export const pageStyles = css`
  :host {
    display: block;
    max-width: 1080px;
    margin: 0 auto;
    padding: 0 20px 40px;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 14px 0 10px;
    background: var(--vscode-editor-background);
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, transparent));
  }
  h1 {
    flex: 1 1 auto;
    margin: 0;
    font-size: 1.4em;
    font-weight: 600;
  }
  .count {
    color: var(--vscode-descriptionForeground);
  }
  .intro {
    margin: 12px 0 16px;
    color: var(--vscode-descriptionForeground);
    max-width: 70ch;
  }
  .error {
    margin: 12px 0;
    padding: 8px 12px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    background: var(--vscode-inputValidation-errorBackground);
    color: var(--vscode-inputValidation-errorForeground, inherit);
  }
`;

export const cardStyles = css`
  :host {
    display: block;
    margin: 0 0 14px;
    content-visibility: auto;
    contain-intrinsic-size: auto 320px;
  }
  section {
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    padding: 12px 14px;
  }
  /* As high as it will be, or all below it would move. */
  .far {
    min-height: 296px;
  }
  section:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .irrelevant {
    border-style: dashed;
    color: var(--vscode-descriptionForeground);
    background: transparent;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 10px;
  }
  .heading {
    margin: 0;
    font-size: 1.1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .kind {
    color: var(--vscode-descriptionForeground);
  }
  .decided {
    margin-left: auto;
    overflow-wrap: anywhere;
    /* The theme's green is meant for icons: alone it is too pale for words on a light ground. */
    color: color-mix(
      in srgb,
      var(--vscode-testing-iconPassed, var(--vscode-charts-green)) 65%,
      var(--vscode-foreground)
    );
  }
  .open {
    margin-left: auto;
    color: var(--vscode-list-warningForeground, var(--vscode-editorWarning-foreground));
  }
  .irrelevant .open,
  .irrelevant .decided {
    color: inherit;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(260px, 1fr));
    gap: 10px;
    margin: 10px 0;
  }
  .show-versions {
    margin-bottom: 10px;
  }
  .all-versions {
    max-height: 320px;
    overflow-y: auto;
    min-width: 0;
  }
  .all-versions ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .all-versions li {
    display: grid;
    grid-template-columns: 56px 1fr;
    gap: 8px;
    padding: 4px 0;
    overflow-wrap: anywhere;
  }
  .all-versions .meta {
    display: block;
  }
  .number {
    font-weight: 600;
  }
  .thumb img {
    width: 56px;
    height: 40px;
    object-fit: contain;
  }
  .choices {
    display: grid;
    grid-template-columns: max-content 1fr;
    align-items: center;
    gap: 6px 12px;
  }
  .effect {
    overflow-wrap: anywhere;
  }
  .below {
    display: block;
    color: var(--vscode-foreground);
  }
  .reason {
    color: var(--vscode-descriptionForeground);
  }
  .name,
  .all {
    grid-column: 2;
  }
`;

export const renameStyles = css`
  :host {
    display: block;
  }
  vscode-textfield {
    width: min(100%, 420px);
  }
  .note {
    min-height: 1.4em;
    color: var(--vscode-descriptionForeground);
  }
  .problem {
    color: var(--vscode-errorForeground);
  }
`;

export const sideStyles = css`
  .side {
    display: grid;
    grid-template-columns: 96px 1fr;
    gap: 10px;
    padding: 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
    border-radius: 3px;
    background: var(--vscode-editor-background);
    min-width: 0;
  }
  .side > div {
    min-width: 0;
  }
  .whose {
    font-weight: 600;
  }
  .path {
    overflow-wrap: anywhere;
  }
  .meta,
  .by {
    color: var(--vscode-descriptionForeground);
  }
  .gone {
    color: var(--vscode-list-warningForeground, var(--vscode-editorWarning-foreground));
  }
  .comments {
    margin: 4px 0 0;
    padding-left: 16px;
    overflow-wrap: anywhere;
  }
  .picture {
    width: 96px;
    height: 72px;
    display: flex;
    align-items: center;
    justify-content: center;
    background: var(--vscode-textCodeBlock-background, var(--vscode-editorWidget-background));
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
    overflow: hidden;
  }
  .picture img {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
`;
