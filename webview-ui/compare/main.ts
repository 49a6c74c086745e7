/** The program of the page that compares two images. */
import { documentStyles } from '../styles.ts';
import { ComparePage, decodeView } from './page.ts';
import { toComparePage } from './protocol.ts';

interface Host {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare const acquireVsCodeApi: () => Host;

const host = acquireVsCodeApi();
/** What the editor gave, to get the images again, and how they were last looked at. */
const state = (): object => (host.getState() as object | null | undefined) ?? {};
const keep = (part: object): void => host.setState({ ...state(), ...part });

const page = new ComparePage(decodeView((state() as { view?: unknown }).view), (view) => keep({ view }));
const sheet = documentStyles.styleSheet;
if (sheet) document.adoptedStyleSheets.push(sheet);
document.body.append(page);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toComparePage.safeParse(event.data);
  if (!message.success) return;
  const { memory } = message.data;
  if (typeof memory === 'object' && memory !== null) keep(memory);
  page.show(message.data);
});
host.postMessage({ type: 'ready' });
