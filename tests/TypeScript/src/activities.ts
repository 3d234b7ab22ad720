import { activityInfo, cancellationSignal, heartbeat, sleep } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

export async function greet(name: string): Promise<string> {
  return `Hello, ${name}!`;
}

/** Fails until its third attempt. */
export async function stumble(): Promise<number> {
  const { attempt } = activityInfo();
  if (attempt < 3) {
    throw ApplicationFailure.retryable(`attempt ${attempt} stumbled`, 'Stumbled');
  }

  return attempt;
}

export async function refuse(): Promise<void> {
  throw ApplicationFailure.nonRetryable('refused for good', 'Refused', { code: 7 });
}

/** Counts in its heartbeats, breaks once, and goes on from what the last attempt told. */
export async function resume(): Promise<number> {
  const reached = (activityInfo().heartbeatDetails as number | undefined) ?? 0;
  if (reached === 0) {
    heartbeat(41);
    throw ApplicationFailure.retryable('broke after a heartbeat', 'Broke');
  }

  return reached + 1;
}

/** Heartbeats until it is cancelled. */
export async function patience(): Promise<void> {
  while (!cancellationSignal().aborted) {
    heartbeat();
    await sleep(50);
  }
}

/** Never comes back, and never heartbeats. */
export async function silence(): Promise<void> {
  await sleep('1 minute');
}
