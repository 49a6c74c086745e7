/** The strict stand-in for a storage as a process of its own, so that its work is not counted as the studio's. */
import { StandIn } from '../../test/support/s3/stand-in.ts';

const storage = await StandIn.start();
process.stdout.write(`${JSON.stringify(storage.options)}\n`);
process.once('SIGTERM', () => void storage.close().then(() => process.exit(0)));
