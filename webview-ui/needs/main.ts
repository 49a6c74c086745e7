/** The program of the page about what an item brings down. */
import { documentStyles } from '../styles.ts';
import { NeedsPage } from './page.ts';
import { toNeedsPage } from './protocol.ts';

declare const acquireVsCodeApi: () => { postMessage(message: unknown): void; setState(state: unknown): void };

const host = acquireVsCodeApi();
const page = new NeedsPage();
const sheet = documentStyles.styleSheet;
if (sheet) document.adoptedStyleSheets.push(sheet);
document.body.append(page);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toNeedsPage.safeParse(event.data);
  if (!message.success) return;
  host.setState(message.data.memory);
  page.show(message.data);
});
host.postMessage({ type: 'ready' });
