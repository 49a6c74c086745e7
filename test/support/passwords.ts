/** Passwords of people in tests, who are many: hashed as everybody's are, but at next to no cost. */
import { Passwords } from '../../server/accounts/passwords.ts';

export const quickPasswords = (): Passwords => new Passwords({ memory: 8, passes: 1 });
