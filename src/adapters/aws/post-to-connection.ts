import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Live } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';

/**
 * Sockets that API Gateway holds. The client's endpoint is the stage of the WebSocket API. Names of connections are API
 * Gateway's own: one it cannot read is one it does not have.
 */
export function postToConnection({ client }: { client: ApiGatewayManagementApiClient }): Live {
  const gone = (thrown: unknown): boolean =>
    nameOf(thrown) === 'GoneException' ||
    // What is no connection's name is refused as a bad request, whose name the SDK does not model here.
    (thrown as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode === 400;
  return {
    async push(connection, frame) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connection, Data: Buffer.from(frame) }));
        return 'sent';
      } catch (thrown) {
        if (gone(thrown)) return 'gone';
        throw awsFault(thrown, 'a connection of the live line');
      }
    },
    async close(connection) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connection }));
      } catch (thrown) {
        if (!gone(thrown)) throw awsFault(thrown, 'a connection of the live line');
      }
    },
  };
}
