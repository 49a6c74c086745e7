/** Looks of the page about an item's needs, from the theme's own colours. */
import { css } from 'lit';

export const needsStyles = css`
  :host {
    display: block;
    padding: 0 20px 40px;
    --edge: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
  }
  h1 {
    margin: 14px 0 4px;
    font-size: 1.4em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .summary {
    margin: 0 0 12px;
    color: var(--vscode-descriptionForeground);
  }
  .graph {
    overflow: auto;
    max-height: 60vh;
    border: 1px solid var(--edge);
    border-radius: 3px;
    margin-bottom: 12px;
  }
  .graph:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  rect {
    fill: var(--vscode-editorWidget-background);
    stroke: var(--vscode-contrastBorder, var(--vscode-descriptionForeground));
  }
  .collection rect {
    rx: 14px;
  }
  .missing rect {
    stroke-dasharray: 4 3;
  }
  text {
    fill: var(--vscode-foreground);
    font-size: 12px;
  }
  .detail {
    fill: var(--vscode-descriptionForeground);
    font-size: 11px;
  }
  .line {
    fill: none;
    stroke: var(--vscode-foreground);
    stroke-opacity: 0.6;
  }
  .holds {
    stroke-dasharray: 2 3;
  }
  .tip {
    fill: var(--vscode-foreground);
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  caption {
    text-align: start;
    font-weight: 600;
    padding: 6px 0;
  }
  th,
  td {
    padding: 3px 12px 3px 0;
    text-align: start;
    font-weight: normal;
    border-bottom: 1px solid var(--edge, transparent);
    overflow-wrap: anywhere;
  }
  thead th {
    color: var(--vscode-descriptionForeground);
  }
  .number {
    text-align: end;
    white-space: nowrap;
  }
`;
