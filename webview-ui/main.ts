/** The page's program. */
import { connectHost } from './host.ts';
import { ConflictPage } from './page.ts';
import { toPage } from './protocol.ts';
import { documentStyles } from './styles.ts';

const host = connectHost();
const page = new ConflictPage(host);
const sheet = documentStyles.styleSheet;
if (sheet) document.adoptedStyleSheets.push(sheet);
document.body.append(page);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = toPage.safeParse(event.data);
  if (message.success) page.receive(message.data);
});
host.post({ type: 'ready' });
