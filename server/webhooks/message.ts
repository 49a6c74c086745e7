/**
 * Messages of webhooks, signed as https://www.standardwebhooks.com says: HMAC-SHA256 over id, time and body, so that whoever has
 * the secret knows that a message is the studio's, is whole, and is not an old one sent again.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Activity } from '../sync/read-activity.ts';

/** Changes that a message brings along; for more, its receiver asks the studio. */
const MOST_CHANGES = 500;

const PREFIX = 'whsec_';

export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64');

export interface Message {
  /** The same however often it is sent. */
  readonly id: string;
  readonly body: string;
}

/** Headers of a message that is sent at `now` (UTC milliseconds). */
export function signed({ id, body }: Message, secret: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

interface About {
  readonly id: string;
  readonly name: string;
}

export function changedMessage(webhookId: string, project: About, activity: Activity): Message {
  const { time, about, changes, ...rest } = activity;
  const data = {
    project,
    ...rest,
    changes: changes.slice(0, MOST_CHANGES),
    /** All of them, also those left out. */
    changeCount: changes.length,
  };
  // Of a type of its own: receivers that post what artists did must choose to post what was done with the team.
  const type = about === 'work' ? 'project.changed' : 'project.administered';
  const body = JSON.stringify({ type, timestamp: time, data });
  return { id: `msg_${webhookId}_${activity.revision}`, body };
}

export function testMessage(webhookId: string, project: About, now: number): Message {
  const timestamp = new Date(now).toISOString();
  const body = JSON.stringify({ type: 'webhook.test', timestamp, data: { project } });
  return { id: `msg_${webhookId}_test_${randomBytes(8).toString('hex')}`, body };
}
