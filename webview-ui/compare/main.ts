/** The program of the page that compares two images. */
import { documentStyles } from '../styles.ts';
import { ComparePage } from './page.ts';
import { toComparePage } from './protocol.ts';

declare const acquireVsCodeApi: () => { postMessage(message: unknown): void; setState(state: unknown): void };

const host = acquireVsCodeApi();
const page = new ComparePage();
const sheet = documentStyles.styleSheet;
if (sheet) document.adoptedStyleSheets.push(sheet);
document.body.append(page);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toComparePage.safeParse(event.data);
  if (!message.success) return;
  host.setState(message.data.memory);
  page.show(message.data);
});
host.postMessage({ type: 'ready' });
