/** One way in which the emulator is not AWS, and what follows for us. Most are looked at by a test of the same id. */
export interface Difference {
  readonly id: string;
  readonly what: string;
  readonly ministack: string;
  readonly aws: string;
  /** What we do about it. */
  readonly so: string;
  /** Why no test looks whether it is still so. */
  readonly unwatched?: string;
}

/** MiniStack 1.5.33 under the strict launcher, whose docstring lists what it sets right. Printed at the end of every run. */
export const differences: readonly Difference[] = [
  {
    id: 'alarm-events',
    what: "an alarm's change of state",
    ministack: 'sends no event, and nobody else may send one as aws.*',
    aws: 'sends it to the bus',
    so: 'the pattern is held against a real event, and the event is put on the queue as the rule would',
  },
  {
    id: 'stream-failures',
    what: 'a record of the stream that a function names as failed',
    ministack: 'is passed over for good',
    aws: 'comes again, then lies in the failure queue',
    so: 'the sweep finds its row; what the function answers is tested in test/functions',
  },
  {
    id: 'machine-aliases',
    what: 'versions and aliases of machines in a template',
    ministack: 'unknown, the template is refused',
    aws: 'known',
    so: 'the deployment has a setting: start=latest',
  },
  {
    id: 'layers',
    what: 'layers of a function',
    ministack: 'are not mounted',
    aws: 'are at /opt',
    so: 'the deployment has a setting: houseRules',
  },
  {
    id: 'permissions',
    what: 'roles, bucket and table policies',
    ministack: 'are kept and not enforced',
    aws: 'are enforced',
    so: 'grants are held against the wiring in test/lib, never here',
  },
  {
    id: 'front-door',
    what: 'the front door',
    ministack: 'refuses what is not HTTPS, as AWS does, and finds no gateway behind it: its name resolves nowhere',
    aws: 'hands on to the gateway',
    so: 'the tests ask the gateway itself',
  },
  {
    id: 'machine-timeout',
    what: 'TimeoutSeconds of a whole machine',
    ministack: 'is ignored',
    aws: 'ends it as TIMED_OUT',
    so: 'our machines have none; every hold has its own',
  },
  {
    id: 'missing-path',
    what: 'a path in Parameters that finds nothing',
    ministack: 'is null',
    aws: 'fails with States.Runtime',
    so: 'src/asl fails as AWS does, so test/asl and the home find it',
  },
  {
    id: 'large-output',
    what: 'an output over 256 KiB',
    ministack: 'is taken',
    aws: 'fails with States.DataLimitExceeded',
    so: 'as for paths; the machines carry references',
  },
  {
    id: 'invalid-machine',
    what: 'a machine that names a state it does not have',
    ministack: 'is created',
    aws: 'is refused with InvalidDefinition',
    so: 'test/asl loads the shipped machines with the checks of src/asl',
  },
  {
    id: 'move-messages',
    what: 'StartMessageMoveTask',
    ministack: 'is unknown',
    aws: 'moves dead letters back',
    so: 'what docs/operate.md says about it is not tried here',
  },
  {
    id: 'deletion-of-audit',
    what: 'the policy of the audit table against changes',
    ministack: 'lets a deletion through',
    aws: 'refuses it to everybody',
    so: 'the policy is held in test/lib',
  },
  {
    id: 'socket-refusal',
    what: 'a WebSocket whose $connect function answers 401',
    ministack: 'is refused with 403',
    aws: 'is refused with 401',
    so: 'clients go by whether it opened, never by the number',
  },
  {
    id: 'socket-answers',
    what: 'what a $default function answers, where the route has no response',
    ministack: 'is sent to the client',
    aws: 'goes nowhere',
    so: 'nothing is told but by PostToConnection; a test of ours that waits for an answer waits for a frame by name',
  },
  {
    id: 'jitter',
    what: 'the jitter of a Retry',
    ministack: 'is ignored',
    aws: 'spreads retries',
    so: 'nothing rests on it',
    unwatched: 'it would take many retries to tell one from the other',
  },
  {
    id: 'long-waits',
    what: 'a Wait of more than a minute',
    ministack: 'ends after 60 s',
    aws: 'lasts as long as it says',
    so: 'no test rests on a longer one; hold times are timeouts, which are kept',
    unwatched: 'looking takes a minute',
  },
  {
    id: 'processor',
    what: 'where a function runs',
    ministack: "this machine's processor and Node, without bounds of memory",
    aws: 'arm64, nodejs24.x, memory as configured',
    so: 'nothing in the bundle is native',
    unwatched: 'it cannot be otherwise: they are processes of this machine',
  },
  {
    id: 'restarts',
    what: 'executions when the emulator ends',
    ministack: 'are gone',
    aws: 'know no such end',
    so: 'no test restarts it',
    unwatched: 'it is what a process is',
  },
];
