/** `npm run package`: packs what was built; prints the path of the VSIX. */
import { root } from '../test/support/cache.ts';
import { packVsix } from './package/vsix.ts';

process.stdout.write(`${await packVsix(root)}\n`);
