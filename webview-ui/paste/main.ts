/** The program of the page that takes an image from the clipboard. */
import { documentStyles } from '../styles.ts';
import { PastePage } from './page.ts';

declare const acquireVsCodeApi: () => { postMessage(message: unknown): void };

const host = acquireVsCodeApi();
const sheet = documentStyles.styleSheet;
if (sheet) document.adoptedStyleSheets.push(sheet);
document.body.append(new PastePage((message) => host.postMessage(message)));
