import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  Client,
  Connection,
  ScheduleOverlapPolicy,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure, type DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import * as activities from './activities';
import { TurningCodec } from './codec';
import * as workflows from './workflows';

const address = process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
const taskQueue = `typescript-${randomUUID()}`;
const codedQueue = `${taskQueue}-coded`;
const coded: DataConverter = { payloadCodecs: [new TurningCodec()] };

let connection: Connection;
let native: NativeConnection;
let client: Client;
let codedClient: Client;
let stop: () => Promise<void>;

before(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  native = await NativeConnection.connect({ address });
  connection = await Connection.connect({ address });
  client = new Client({ connection });
  codedClient = new Client({ connection, dataConverter: coded });
  await addSearchAttribute();
  const options = { connection: native, workflowsPath: require.resolve('./workflows'), activities };
  const workers = await Promise.all([
    Worker.create({ ...options, taskQueue }),
    Worker.create({ ...options, taskQueue: codedQueue, dataConverter: coded }),
  ]);
  const ended = Promise.all(workers.map((worker) => worker.run()));
  stop = async () => {
    workers.forEach((worker) => worker.shutdown());
    await ended;
  };
});

after(async () => {
  await stop();
  await connection.close();
  await native.close();
});

async function addSearchAttribute(): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  if (!('ConformanceKeyword' in (customAttributes ?? {}))) {
    await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: { ConformanceKeyword: 2 } });
  }
}

/** Options of a new workflow of this test. */
function options<A extends unknown[]>(...args: A): { workflowId: string; taskQueue: string; args: A } {
  return { workflowId: randomUUID(), taskQueue, args };
}

async function eventually<T>(what: string, probe: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }

    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  throw new Error(`${what}: not within half a minute`);
}

test('an activity and a timer complete, and the history replays', async () => {
  const handle = await client.workflow.start(workflows.greeting, options('Ada'));
  assert.equal(await handle.result(), 'Hello, Ada!');
  await Worker.runReplayHistory({ workflowsPath: require.resolve('./workflows') }, await handle.fetchHistory());
});

test('activities retry, resume from heartbeat details, and are refused for good', async () => {
  const result = await client.workflow.execute(workflows.retries, options());
  assert.deepEqual(result, { stumbled: 3, resumed: 42, refused: 'NON_RETRYABLE_FAILURE Refused [{"code":7}]' });
});

test('an activity times out after its attempts', async () => {
  const error = await client.workflow.execute(workflows.timesOut, options()).catch((e: unknown) => e);
  assert(error instanceof WorkflowFailedError);
  const cause = error.cause?.cause as TimeoutFailure;
  assert(cause instanceof TimeoutFailure, String(cause));
  assert.equal(cause.timeoutType, 'START_TO_CLOSE');
});

test('local activities leave markers', async () => {
  const handle = await client.workflow.start(workflows.localWork, options());
  assert.equal(await handle.result(), 'Hello, local!');
  const { events } = await handle.fetchHistory();
  assert(events?.some((e) => e.markerRecordedEventAttributes?.markerName === 'core_local_activity'));
});

test('patches are remembered', async () => {
  assert.equal(await client.workflow.execute(workflows.patches, options()), true);
});

test('signals and queries reach a running workflow', async () => {
  const handle = await client.workflow.start(workflows.mailbox, options());
  await handle.signal(workflows.receive, 'one');
  await handle.signal(workflows.receive, 'two');
  assert.equal(await handle.query(workflows.count), 2);
  await assert.rejects(handle.query('unknown'), { name: 'QueryNotRegisteredError' });
  await handle.signal(workflows.close);
  assert.deepEqual(await handle.result(), ['one', 'two']);
  assert.equal(await handle.query(workflows.count), 2);
});

test('signal-with-start starts once', async () => {
  const start = { ...options(), signal: workflows.receive };
  const first = await client.workflow.signalWithStart(workflows.mailbox, { ...start, signalArgs: ['one'] });
  const second = await client.workflow.signalWithStart(workflows.mailbox, { ...start, signalArgs: ['two'] });
  assert.equal(second.signaledRunId, first.signaledRunId);
  await first.signal(workflows.close);
  assert.deepEqual(await first.result(), ['one', 'two']);
});

test('a workflow signals another', async () => {
  const mailbox = await client.workflow.start(workflows.mailbox, options());
  await client.workflow.execute(workflows.sender, options(mailbox.workflowId));
  assert.deepEqual(await mailbox.result(), ['from a workflow']);
});

test('updates are validated, answered, and overlap', async () => {
  const handle = await client.workflow.start(workflows.counter, options());
  const sums = await Promise.all([1, 2, 3].map((n) => handle.executeUpdate(workflows.add, { args: [n] })));
  assert.equal(Math.max(...sums), 6);
  const refused = await handle.executeUpdate(workflows.add, { args: [-1] }).catch((e: unknown) => e);
  assert(refused instanceof WorkflowUpdateFailedError, String(refused));
  assert.match(String(refused.cause?.message), /-1 is not positive/);

  const updateId = randomUUID();
  const accepted = await handle.startUpdate(workflows.add, { args: [4], updateId, waitForStage: WorkflowUpdateStage.ACCEPTED });
  assert.equal(await accepted.result(), 10);
  assert.equal(await handle.executeUpdate(workflows.add, { args: [4], updateId }), 10, 'a repeated id is the same update');
  await handle.signal(workflows.close);
  assert.equal(await handle.result(), 10);
});

test('update-with-start starts the workflow, or uses the running one', async () => {
  const { workflowId } = options();
  const operation = () =>
    new WithStartWorkflowOperation(workflows.counter, { workflowId, taskQueue, workflowIdConflictPolicy: 'USE_EXISTING' });
  assert.equal(await client.workflow.executeUpdateWithStart(workflows.add, { args: [5], startWorkflowOperation: operation() }), 5);
  assert.equal(await client.workflow.executeUpdateWithStart(workflows.add, { args: [6], startWorkflowOperation: operation() }), 11);
  await client.workflow.getHandle(workflowId).signal(workflows.close);
});

test('children complete, fail, and are told apart', async () => {
  const results = await client.workflow.execute(workflows.parent, options());
  assert.deepEqual(results, ['Hello, Ada!', 'Hello, Grace!', 'RETRY_POLICY_NOT_SET OnPurpose']);
});

test('an abandoned child outlives its parent', async () => {
  const childId = randomUUID();
  const runId = await client.workflow.execute(workflows.leaver, options(childId));
  const child = client.workflow.getHandle(childId, undefined, { firstExecutionRunId: runId });
  assert.equal((await child.describe()).status.name, 'RUNNING');
  await child.signal(workflows.close);
  assert.deepEqual(await child.result(), ['stay']);
});

test('continue-as-new is followed to its end', async () => {
  const handle = await client.workflow.start(workflows.countdown, options(3));
  assert.equal(await handle.result(), 'a later run');
  const first = await client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId).describe();
  assert.equal(first.status.name, 'CONTINUED_AS_NEW');
});

test('cancellation reaches an activity, and cleanup runs', async () => {
  const handle = await client.workflow.start(workflows.cancellable, options());
  await eventually('the activity starts', async () =>
    (await handle.describe()).raw.pendingActivities?.some((a) => a.lastHeartbeatTime) ? true : undefined,
  );
  await handle.cancel();
  assert.equal(await handle.result(), 'Hello, after cancellation!');
});

test('a cancelled workflow ends as cancelled, a terminated one as terminated', async () => {
  const cancelled = await client.workflow.start(workflows.cancelled, options());
  await cancelled.cancel();
  const first = await cancelled.result().catch((e: unknown) => e);
  assert(first instanceof WorkflowFailedError && first.cause instanceof CancelledFailure, String(first));

  const terminated = await client.workflow.start(workflows.mailbox, options());
  await terminated.terminate('enough');
  const second = await terminated.result().catch((e: unknown) => e);
  assert(second instanceof WorkflowFailedError && second.cause instanceof TerminatedFailure, String(second));
  assert.equal(second.cause.message, 'enough');
});

test('a workflow failure arrives with its type', async () => {
  const error = await client.workflow.execute(workflows.failing, options()).catch((e: unknown) => e);
  assert(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure, String(error));
  assert.equal(error.cause.type, 'OnPurpose');
});

test('a running id is refused with the documented error', async () => {
  const start = options();
  const handle = await client.workflow.start(workflows.mailbox, start);
  await assert.rejects(client.workflow.start(workflows.mailbox, start), WorkflowExecutionAlreadyStartedError);
  await handle.terminate();
});

test('search attributes and memo are upserted and found', async () => {
  const keyword = randomUUID();
  const handle = await client.workflow.start(workflows.attributes, { ...options(keyword), memo: { first: 1 } });
  await handle.result();
  const { memo } = await handle.describe();
  assert.deepEqual(memo, { first: 1, note: 'upserted' });
  const found = await eventually('the workflow is listed', async () => {
    for await (const workflow of client.workflow.list({ query: `ConformanceKeyword = '${keyword}'` })) {
      return workflow.workflowId;
    }

    return undefined;
  });
  assert.equal(found, handle.workflowId);
});

test('a payload codec keeps payloads from the server', async () => {
  const handle = await codedClient.workflow.start(workflows.greeting, { ...options('Zoë'), taskQueue: codedQueue });
  assert.equal(await handle.result(), 'Hello, Zoë!');
  const { events } = await handle.fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  assert.equal(Buffer.from(input?.metadata?.encoding ?? []).toString(), 'binary/turned');
});

test('a schedule is triggered, paused, changed and deleted', async () => {
  const scheduleId = `schedule-${randomUUID()}`;
  const handle = await client.schedule.create({
    scheduleId,
    spec: { intervals: [{ every: '1 hour' }], calendars: [{ hour: 3, dayOfWeek: 'MONDAY', comment: 'early' }] },
    action: { type: 'startWorkflow', workflowType: workflows.tick, taskQueue, args: [] },
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: '1 day' },
    memo: { kept: true },
  });
  await assert.rejects(
    client.schedule.create({ scheduleId, spec: {}, action: { type: 'startWorkflow', workflowType: workflows.tick, taskQueue, args: [] } }),
    { name: 'ScheduleAlreadyRunning' },
  );

  await handle.trigger();
  const action = await eventually('the triggered action', async () => (await handle.describe()).info.recentActions[0]);
  assert.equal(action.action.type, 'startWorkflow');
  assert.equal(await client.workflow.getHandle(action.action.workflow.workflowId).result(), scheduleId);

  await handle.pause('for a while');
  assert.deepEqual((({ paused, note }) => ({ paused, note }))((await handle.describe()).state), { paused: true, note: 'for a while' });
  await handle.unpause();
  await handle.update((previous) => ({ ...previous, spec: { intervals: [{ every: '2 hours' }] } }));
  const described = await handle.describe();
  assert.equal(described.spec.intervals?.[0]?.every, 2 * 60 * 60 * 1000);
  assert.equal(described.spec.calendars?.length ?? 0, 0);
  assert.equal(described.info.nextActionTimes.length, 10);

  await handle.backfill({ start: new Date(Date.now() - 5 * 3_600_000), end: new Date(), overlap: ScheduleOverlapPolicy.ALLOW_ALL });
  await eventually('the backfilled actions', async () => ((await handle.describe()).info.numActionsTaken >= 3 ? true : undefined));
  await handle.delete();
  await assert.rejects(handle.describe(), { name: 'ScheduleNotFoundError' });
});
