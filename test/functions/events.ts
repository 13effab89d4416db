/** Events as AWS hands them to functions, with the fields around ours that really come along. */

export function httpEvent(parts: {
  routeKey: string;
  body?: Uint8Array | string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  query?: Record<string, string>;
  claims?: Record<string, string>;
}) {
  const { routeKey, body, headers = {}, params, query, claims } = parts;
  const [method, path] = routeKey.split(' ');
  const authorizer = { jwt: { claims, scopes: null } };
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api.example.com', 'x-forwarded-proto': 'https', ...headers },
    ...(params && { pathParameters: params }),
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      ...(claims && { authorizer }),
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '24/Nov/2026:11:50:36 +0000',
      timeEpoch: 1795521036000,
    },
    ...(typeof body === 'string' && { body, isBase64Encoded: false }),
    ...(body instanceof Uint8Array && { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
    ...(body === undefined && { isBase64Encoded: false }),
  };
}

export const sqsEvent = (...bodies: string[]) => ({
  Records: bodies.map((body, n) => ({
    messageId: `message-${n}`,
    receiptHandle: 'AQEB',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795521036000',
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: '1795521036001',
      MessageGroupId: 'acme',
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:alerts',
    awsRegion: 'eu-central-1',
  })),
});

export const streamEvent = (...changes: { eventName: string; image?: Record<string, unknown> }[]) => ({
  Records: changes.map(({ eventName, image }, n) => ({
    eventID: `event-${n}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    dynamodb: {
      ApproximateCreationDateTime: 1795521036,
      Keys: { pk: image?.pk, sk: image?.sk },
      ...(image && { NewImage: image }),
      SequenceNumber: String(4421584500000000017450439091n + BigInt(n)),
      SizeBytes: 26,
      StreamViewType: 'NEW_IMAGE',
    },
    eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/incidents/stream/2026-11-24T11:50:36.000',
  })),
});

export const statusChange = (detail: { name: string; status: string; input: string | null; error?: string }) => ({
  version: '0',
  id: '315c1398-40ff-a850-213b-158f73e60175',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: '123456789012',
  time: '2026-11-24T11:50:36Z',
  region: 'eu-central-1',
  resources: [`arn:aws:states:eu-central-1:123456789012:execution:investigation:${detail.name}`],
  detail: {
    executionArn: `arn:aws:states:eu-central-1:123456789012:execution:investigation:${detail.name}`,
    stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:investigation',
    startDate: 1795521030000,
    stopDate: 1795521036000,
    output: null,
    inputDetails: { included: detail.input !== null },
    outputDetails: null,
    error: null,
    cause: null,
    ...detail,
  },
});

/** What a WebSocket API tells of a connection. */
export const lineEvent = (
  eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT',
  connectionId: string,
  parts: { query?: Record<string, string> | undefined; body?: string; binary?: boolean } = {},
) => ({
  ...(eventType === 'CONNECT' && {
    headers: { Host: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com', 'Sec-WebSocket-Version': '13' },
    multiValueHeaders: {},
  }),
  ...(parts.query && { queryStringParameters: parts.query }),
  requestContext: {
    routeKey: { CONNECT: '$connect', MESSAGE: '$default', DISCONNECT: '$disconnect' }[eventType],
    eventType,
    extendedRequestId: 'JKJaXmPLvHcESHA=',
    requestTime: '24/Nov/2026:11:50:36 +0000',
    messageDirection: 'IN',
    stage: 'live',
    connectedAt: 1795521036000,
    requestTimeEpoch: 1795521036001,
    identity: { sourceIp: '192.0.2.1' },
    requestId: 'JKJaXmPLvHcESHA=',
    domainName: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
    connectionId,
    apiId: 'a1b2c3d4e5',
  },
  ...(parts.body !== undefined && { body: parts.body }),
  isBase64Encoded: parts.binary ?? false,
});
