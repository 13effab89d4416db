import type { Analyzer, BlindAnswer, World } from '../analyzer.ts';
import { containerIn } from '../environment.ts';
import { finding, type Line, podText } from '../finding.ts';
import { eventsOf, type PodEvent } from '../pod-events.ts';
import { ageSeconds, containersOf, type Seen } from '../pod-state.ts';
import { aimOf, fittingPort, isRefused, type ProbeAim, portsText, probeNames, resolvePort } from '../probes.ts';
import { lastGoodOf } from '../revisions.ts';
import { viewWorkload, type WorkloadView } from '../workload.ts';

/** A port that was never declared may still open late: without a better port before, refusals must last this long. */
const PATIENCE_SECONDS = 30;
/** A probe that has been quiet for longer no longer fails. */
const FRESH_SECONDS = 600;

interface Wrong {
  seen: Seen;
  aim: ProbeAim;
  event: PodEvent;
  right: number | string;
  why: Line;
  confidence: number;
}

export const probeWrongPort: Analyzer & { id: 'pod.probe-wrong-port' } = {
  id: 'pod.probe-wrong-port',
  title: 'Probe asks a port the container does not serve',
  version: 1,
  about: ['Deployment', 'StatefulSet', 'DaemonSet'],
  needs: ['Pod', 'ReplicaSet', 'Event'],
  follow: () => [],
  judge(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is === 'blind') return viewed;
    if (viewed.is === 'idle') return { is: 'healthy' };
    const { view } = viewed;
    const wrongs: Wrong[] = [];
    let blind: BlindAnswer | undefined;
    for (const seen of view.pods.flatMap(containersOf)) {
      for (const probe of probeNames) {
        const aim = aimOf(containerIn(view.template, seen.spec.name), probe);
        const right = aim === undefined ? undefined : rightPort(view, seen, aim);
        if (aim === undefined || right === undefined || !isTroubled(seen, aim)) continue;
        const refused = refusals(world, seen, aim);
        if ('is' in refused) blind ??= refused;
        else if (refused.event !== undefined && isPatient(world, seen, refused.event, right.before)) {
          const repeated = refused.event.count >= aim.failureThreshold ? 0.06 : 0;
          wrongs.push({ seen, aim, event: refused.event, ...right, confidence: right.confidence + repeated });
        }
      }
    }
    const [first] = wrongs;
    if (first === undefined) return blind ?? { is: 'healthy' };
    const same = wrongs.filter(
      (each) => each.seen.spec.name === first.seen.spec.name && each.aim.probe === first.aim.probe,
    );
    const { seen, aim, event } = first;
    const state = seen.status.ready ? 'ready' : 'not ready';
    return finding(probeWrongPort, world, {
      view,
      container: seen.spec.name,
      confidence: first.confidence,
      evidence: [
        {
          from: podText(seen.pod),
          says: `container ${seen.spec.name} runs, ${state}, ${seen.status.restartCount} restarts`,
        },
        { from: event.from, says: `${event.reason} x${event.count}: ${event.message.slice(0, 300)}` },
        {
          from: podText(seen.pod),
          says: `${aim.probe} ${aim.handler} asks port ${aim.port}; declared: ${portsText(seen.spec)}`,
        },
        first.why,
      ],
      facts: {
        container: seen.spec.name,
        probe: aim.probe,
        handler: aim.handler,
        port: aim.port,
        rightPort: first.right,
      },
      pods: same.map((each) => each.seen.pod),
    });
  },
};

/** Readiness keeps it out of service without a restart; liveness and startup kill it, ready or not. */
function isTroubled({ status }: Seen, aim: ProbeAim): boolean {
  if (aim.probe === 'readinessProbe') return !status.ready && status.state?.running !== undefined;
  return status.restartCount > 0 || !status.ready;
}

/** The port it should ask, and how we know; undefined when the present one may well be right. */
function rightPort(view: WorkloadView, seen: Seen, aim: ProbeAim) {
  // A mesh rewrites the probes of the pod and leaves the template: what fails then is not what the template says.
  if (aimOf(seen.spec, aim.probe)?.port !== aim.port) return undefined;
  const port = resolvePort(seen.spec, aim.port);
  const others = [...seen.pod.spec.containers, ...(seen.pod.spec.initContainers ?? [])];
  const elsewhere = others.some(
    (other) => other.name !== seen.spec.name && other.ports?.some((each) => each.containerPort === port),
  );
  if (elsewhere) return undefined;
  const good = lastGoodOf(view.earlier);
  const then = good === undefined ? undefined : containerIn(good.template, seen.spec.name);
  const before = aimOf(then, aim.probe);
  if (good !== undefined && then !== undefined && before !== undefined) {
    const from = `replicaset/${view.namespace ?? ''}/${good.replicaSet}`;
    const was = resolvePort(then, before.port);
    // It ran with this very port: the port is right and something else is wrong.
    if (was === port && port !== undefined) return undefined;
    // The port the good one asked must still lead somewhere in the container as it is now.
    if (before.handler === aim.handler && was !== undefined && resolvePort(seen.spec, before.port) === was) {
      const why = { from, says: `revision ${good.number} ran with ${aim.probe} on port ${before.port}` };
      // A number is answered with a number, whatever the older template wrote: it is the smaller change to read.
      const right = typeof aim.port === 'number' ? was : before.port;
      return { right, why, before: true, confidence: 0.9 };
    }
  }
  if (port !== undefined && seen.spec.ports?.some((each) => each.containerPort === port)) return undefined;
  const fit = fittingPort(seen.spec, aim.handler);
  if (fit === undefined) return undefined;
  const right =
    typeof aim.port === 'string' && fit.name !== undefined && aim.handler !== 'grpc' ? fit.name : fit.containerPort;
  const why = {
    from: podText(seen.pod),
    says: `port ${portsText({ ...seen.spec, ports: [fit] })} is the one declared port that fits`,
  };
  return { right, why, before: false, confidence: 0.82 };
}

/** All events are read: the latest is often another. */
function refusals(world: World, seen: Seen, aim: ProbeAim): { event: PodEvent | undefined } | BlindAnswer {
  const found = eventsOf(world, seen.pod);
  if (found.is === 'blind') return found;
  const port = resolvePort(seen.spec, aim.port);
  const refused = found.events.filter(
    (event) =>
      event.reason === 'Unhealthy' &&
      (event.container === undefined || event.container === seen.spec.name) &&
      (ageSeconds(event.last, world.at) ?? 0) <= FRESH_SECONDS &&
      isRefused(event.message, aim.probe, port),
  );
  return { event: refused.at(-1) };
}

function isPatient(world: World, seen: Seen, event: PodEvent, before: boolean): boolean {
  const up =
    ageSeconds(seen.status.state?.running?.startedAt, world.at) ?? ageSeconds(seen.pod.status?.startTime, world.at);
  return before || event.count >= 3 || seen.status.restartCount > 0 || (up ?? 0) >= PATIENCE_SECONDS;
}
