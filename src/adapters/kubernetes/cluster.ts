import { Fault } from '../../contracts/fault.ts';
import type { PatchOp } from '../../contracts/json.ts';
import { Kind, KubeObject, type ObjectRef, refText } from '../../contracts/kube.ts';
import type { Cluster, WriteHow } from '../../core/ports.ts';
import type { Connection, Who } from './connection.ts';
import { explainUnapplied, isUnapplied } from './failed-patch.ts';
import type { Limits } from './limits.ts';
import { listAll, parse } from './list.ts';
import { readLogs } from './logs.ts';
import { apiVersionOf, pathOf } from './path.ts';
import { isAbsent, refusalOf } from './refusal.ts';
import { transport } from './transport.ts';
import { warningsOf } from './warnings.ts';

const OBJECT_BYTES = 16 * 1024 * 1024;

/** The `Cluster` port over one connection. Reads are tried again, writes are not. */
export function kubernetesCluster(connection: Connection, limits: Limits): Cluster {
  const send = transport(connection, limits);
  const { whose, ifUnknown } = connection;
  const who: Who = { whose, ...(ifUnknown !== undefined && { ifUnknown }) };

  const get = async (ref: ObjectRef): Promise<KubeObject | undefined> => {
    const path = pathOf(ref.kind, ref.namespace, ref.name);
    const reply = await send.read({ method: 'GET', path, maxBytes: OBJECT_BYTES });
    if (isAbsent(reply)) return undefined;
    if (reply.status !== 200) throw refusalOf(reply, { verb: 'get', about: refText(ref), who });
    return parse(KubeObject, reply.text, refText(ref));
  };

  return {
    practice: false,
    list: (kind, namespace) => listAll(send, who, limits, kind, namespace),
    get,
    logs: (ask) => readLogs(send, who, ask),

    async patch(ref, ops, how) {
      const about = refText(ref);
      const path = `${pathOf(ref.kind, ref.namespace, ref.name)}?${writing(how)}`;
      const body = { type: 'application/json-patch+json', text: JSON.stringify(ops) };
      const reply = await send.write({ method: 'PATCH', path, body, maxBytes: OBJECT_BYTES });
      if (reply.status === 200)
        return { object: parse(KubeObject, reply.text, about), warnings: warningsOf(reply.headers.warning) };
      if (isUnapplied(reply)) throw await whyUnapplied(ref, ops);
      throw refusalOf(reply, { verb: 'patch', about, who });
    },

    async tryCreate(object, { manager }) {
      const kind = Kind.safeParse(object.kind);
      if (!kind.success || apiVersionOf(kind.data) !== object.apiVersion)
        throw new Fault(
          'Impossible',
          `create ${object.apiVersion} ${object.kind}: not a kind this build knows`,
          `It knows ${Kind.options.join(', ')}, each in one version.`,
        );
      const { namespace, name } = object.metadata;
      const path = `${pathOf(kind.data, namespace)}?${writing({ dryRun: true, manager })}`;
      const body = { type: 'application/json', text: JSON.stringify(object) };
      const reply = await send.write({ method: 'POST', path, body, maxBytes: OBJECT_BYTES });
      if (reply.status === 200 || reply.status === 201) return { warnings: warningsOf(reply.headers.warning) };
      const about = refText({ kind: kind.data, name, ...(namespace !== undefined && { namespace }) });
      throw refusalOf(reply, { verb: 'create', about, who });
    },
  };

  async function whyUnapplied(ref: ObjectRef, ops: readonly PatchOp[]): Promise<Fault> {
    const object = await get(ref);
    if (object !== undefined) return explainUnapplied(refText(ref), object, ops);
    return new Fault('NotFound', `patch ${refText(ref)}: it is not there any more`, 'Look again.');
  }
}

function writing({ dryRun, manager }: WriteHow): URLSearchParams {
  // Strict: an unknown or doubled field is an error, not a field that is silently dropped.
  return new URLSearchParams({ fieldManager: manager, fieldValidation: 'Strict', ...(dryRun && { dryRun: 'All' }) });
}
