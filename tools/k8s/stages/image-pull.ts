import { event, fromSpec, fromStatus, timesSinceStart } from './pod-events.ts';
import { firstStatus, forBad, HEAD, rewrite, waitsFor } from './pod-status.ts';
import { after, alive, fresh, holds, PRELUDE, type Stage, stage, status, waiting } from './stage.ts';

const NOT_FOUND =
  'rpc error: code = NotFound desc = failed to pull and unpack image \\"%s\\": failed to resolve image: %s: not found';
const SETUP =
  '{{ $strict := ne (get $a "fault.sim/good-images" | default "") "" }}{{ $ok := splitList "," (get $a "fault.sim/good-images" | default "") }}\n';
const BAD_IMAGE = '(or (regexMatch ":bad[^/]*$" .image) (and $strict (not (has .image $ok))))';
const ERR_PULL = `state: {waiting: {reason: ErrImagePull, message: {{ printf "${NOT_FOUND}" .image .image | Quote }}}}`;
const BACK_OFF = `state: {waiting: {reason: ImagePullBackOff, message: {{ printf "Back-off pulling image \\"%s\\": ErrImagePull: ${NOT_FOUND}" .image .image .image | Quote }}}}`;
const untried = (state: string): string => `imageID: ""\nready: false\nstarted: false\nrestartCount: 0\n${state}`;

const bad = `and (or (not $c) (eq .name $c)) ${BAD_IMAGE}`;
const failed = [
  event(
    'Warning',
    'Failed',
    'pull',
    SETUP + fromSpec(bad, `printf "Failed to pull image \\"%s\\": ${NOT_FOUND}" .image .image .image`),
    timesSinceStart(13),
  ),
  event('Warning', 'Failed', 'errpull', SETUP + fromSpec(bad, '"Error: ErrImagePull"'), timesSinceStart(13)),
];

/** ErrImagePull <-> ImagePullBackOff for an image that is not in fault.sim/good-images, or whose tag starts with "bad". */
export const imagePull: readonly Stage[] = [
  stage(
    'Pod',
    'pod-pull-failed',
    [
      alive,
      fresh,
      holds(
        `${PRELUDE}($a["fault.sim/good-images"] // "" | split(",") | map(select(. != ""))) as $ok | [$cs[].image | test(":bad[^/]*$") or (($ok | length) > 0 and (. as $i | $ok | index($i) == null))] | any`,
      ),
    ],
    [
      status(HEAD + SETUP + forBad(BAD_IMAGE) + firstStatus('Pending', `imageID: ""\nstarted: false\n${ERR_PULL}`)),
      ...failed,
    ],
    { weight: 1e18, ...after(300) },
  ),
  stage(
    'Pod',
    'pod-pull-backoff',
    [alive, waiting('ErrImagePull')],
    [
      rewrite(waitsFor('ErrImagePull'), untried(BACK_OFF)),
      event(
        'Normal',
        'BackOff',
        'backoff',
        fromStatus(waitsFor('ErrImagePull'), 'printf "Back-off pulling image \\"%s\\"" .image'),
        timesSinceStart(13),
      ),
      event(
        'Warning',
        'Failed',
        'errbackoff',
        fromStatus(waitsFor('ErrImagePull'), '"Error: ImagePullBackOff"'),
        timesSinceStart(13),
      ),
    ],
    after(1000),
  ),
  stage(
    'Pod',
    'pod-pull-retry',
    [alive, waiting('ImagePullBackOff')],
    [rewrite(waitsFor('ImagePullBackOff'), untried(ERR_PULL)), ...failed],
    after(12000),
  ),
];
