import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  CancelledFailure,
  deprecatePatch,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  startChild,
  upsertSearchAttributes,
  upsertMemo,
  workflowInfo,
  ParentClosePolicy,
} from '@temporalio/workflow';
import type * as activities from './activities';

const { greet, stumble, refuse, resume, patience } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10 seconds',
  heartbeatTimeout: '5 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '20 milliseconds', maximumInterval: '100 milliseconds', maximumAttempts: 5 },
});

const impatient = proxyActivities<typeof activities>({
  startToCloseTimeout: '300 milliseconds',
  retry: { maximumAttempts: 2, initialInterval: '20 milliseconds' },
});

const local = proxyLocalActivities<typeof activities>({ startToCloseTimeout: '5 seconds' });

export const receive = defineSignal<[string]>('receive');
export const close = defineSignal('close');
export const count = defineQuery<number>('count');
export const add = defineUpdate<number, [number]>('add');

export async function greeting(name: string): Promise<string> {
  const greeted = await greet(name);
  await sleep('50 milliseconds');
  return greeted;
}

export async function retries(): Promise<{ stumbled: number; resumed: number; refused: string }> {
  const stumbled = await stumble();
  const resumed = await resume();
  let refused = 'not refused';
  try {
    await refuse();
  } catch (e) {
    if (e instanceof ActivityFailure && e.cause instanceof ApplicationFailure) {
      refused = `${e.retryState} ${e.cause.type} ${JSON.stringify(e.cause.details)}`;
    }
  }

  return { stumbled, resumed, refused };
}

export async function timesOut(): Promise<void> {
  await impatient.silence();
}

export async function localWork(): Promise<string> {
  return local.greet('local');
}

export async function patches(): Promise<boolean> {
  deprecatePatch('old-way');
  const fresh = patched('new-way');
  await sleep('20 milliseconds');
  return fresh && patched('new-way');
}

/** Collects letters until it is closed. */
export async function mailbox(): Promise<string[]> {
  const letters: string[] = [];
  let open = true;
  setHandler(receive, (letter) => void letters.push(letter));
  setHandler(close, () => void (open = false));
  setHandler(count, () => letters.length);
  await condition(() => !open);
  return letters;
}

export async function sender(to: string): Promise<void> {
  await getExternalWorkflowHandle(to).signal(receive, 'from a workflow');
  await getExternalWorkflowHandle(to).signal(close);
}

/** Adds positive numbers; what is added waits for a timer, so that updates overlap. */
export async function counter(): Promise<number> {
  let sum = 0;
  let open = true;
  setHandler(
    add,
    async (n) => {
      await sleep('20 milliseconds');
      sum += n;
      return sum;
    },
    {
      validator: (n) => {
        if (n <= 0) {
          throw ApplicationFailure.nonRetryable(`${n} is not positive`, 'NotPositive');
        }
      },
    },
  );
  setHandler(close, () => void (open = false));
  setHandler(count, () => sum);
  await condition(() => !open);
  return sum;
}

export async function parent(): Promise<string[]> {
  const results = await Promise.all(['Ada', 'Grace'].map((name) => executeChild(greeting, { args: [name] })));
  try {
    await executeChild(failing);
  } catch (e) {
    if (e instanceof ChildWorkflowFailure && e.cause instanceof ApplicationFailure) {
      results.push(`${e.retryState} ${e.cause.type}`);
    }
  }

  return results;
}

/** Leaves a child that outlives it. */
export async function leaver(childId: string): Promise<string> {
  const child = await startChild(mailbox, { workflowId: childId, parentClosePolicy: ParentClosePolicy.ABANDON });
  await child.signal(receive, 'stay');
  return child.firstExecutionRunId;
}

export async function failing(): Promise<void> {
  throw ApplicationFailure.nonRetryable('broken on purpose', 'OnPurpose');
}

export async function countdown(n: number): Promise<string> {
  if (n > 0) {
    await continueAsNew<typeof countdown>(n - 1);
  }

  return workflowInfo().firstExecutionRunId === workflowInfo().runId ? 'first' : 'a later run';
}

/** Cleans up in a scope that cancellation does not reach. */
export async function cancellable(): Promise<string> {
  try {
    await patience();
    return 'never';
  } catch (e) {
    if (!isCancellation(e)) {
      throw e;
    }

    return CancellationScope.nonCancellable(() => greet('after cancellation'));
  }
}

export async function cancelled(): Promise<void> {
  await sleep('1 hour').catch((e) => {
    throw e instanceof CancelledFailure ? e : new Error('expected a cancellation');
  });
}

export async function attributes(keyword: string): Promise<void> {
  upsertSearchAttributes({ ConformanceKeyword: [keyword] });
  upsertMemo({ note: 'upserted' });
  await sleep('20 milliseconds');
}

/** What a schedule starts. */
export async function tick(): Promise<string> {
  return String(workflowInfo().searchAttributes.TemporalScheduledById?.[0]);
}
