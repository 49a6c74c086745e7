/** Looks of the page that compares two images, from the theme's own colours. */
import { css } from 'lit';

export const compareStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    height: 100vh;
    padding: 0 20px 16px;
    --edge: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border)));
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    padding: 14px 0 10px;
  }
  h1 {
    flex: 1 1 auto;
    margin: 0;
    font-size: 1.4em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  fieldset {
    display: flex;
    gap: 4px 14px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  label {
    display: flex;
    align-items: center;
    gap: 5px;
  }
  input {
    /* Themes of high contrast have black buttons: what is chosen would look like what is not. */
    accent-color: var(--vscode-focusBorder);
  }
  input:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .stage {
    flex: 1 1 auto;
    display: grid;
    grid-template-columns: 1fr 1fr;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: 0 12px;
    min-height: 0;
  }
  .stage.one {
    grid-template-columns: 1fr;
    grid-template-rows: minmax(0, 1fr);
  }
  /* Both pictures are as high, however much there is to say below each. */
  .stage:not(.one) figure {
    display: grid;
    grid-row: span 2;
    grid-template-rows: subgrid;
  }
  figure {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    margin: 0;
  }
  .frame {
    position: relative;
    flex: 1 1 auto;
    min-height: 0;
    overflow: auto;
    border: 1px solid var(--edge);
    background:
      repeating-conic-gradient(
          color-mix(in srgb, var(--vscode-foreground) 12%, transparent) 0 25%,
          transparent 0 50%
        )
        0 0 / 20px 20px;
  }
  .frame:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: -2px;
  }
  .fit img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .actual img {
    display: block;
    max-width: none;
  }
  .actual .over {
    position: absolute;
    top: 0;
    left: 0;
  }
  .slider .over {
    clip-path: inset(0 0 0 var(--at, 50%));
  }
  .difference {
    isolation: isolate;
    background: #000;
  }
  .difference .over {
    mix-blend-mode: difference;
  }
  .line {
    position: absolute;
    top: 0;
    bottom: 0;
    left: var(--at, 50%);
    width: 0;
    border-left: 2px solid var(--vscode-focusBorder);
    pointer-events: none;
  }
  input[type='range'] {
    width: 100%;
    margin: 10px 0 0;
    box-sizing: border-box;
  }
  .captions {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  figcaption,
  .caption {
    padding-top: 8px;
    overflow-wrap: anywhere;
  }
  .captions .caption:last-child {
    text-align: end;
  }
  .what {
    font-weight: 600;
  }
  .fact {
    color: var(--vscode-descriptionForeground);
  }
  .none {
    display: grid;
    place-items: center;
    height: 100%;
    padding: 20px;
    box-sizing: border-box;
    background: var(--vscode-editor-background);
    text-align: center;
  }
`;
