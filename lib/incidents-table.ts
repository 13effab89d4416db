import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { incidentsTable } from '../src/adapters/aws/table.ts';

/** Everything Mendgate knows, in one table shaped by the adapter that reads it. */
export class IncidentsTable extends Construct {
  readonly table: Table;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, props: { key: IKey; removalPolicy: RemovalPolicy }) {
    super(scope, id);
    const [partition, sort] = keysOf(incidentsTable.KeySchema);
    this.table = new Table(this, 'Table', {
      partitionKey: partition,
      sortKey: sort,
      billingMode: BillingMode[incidentsTable.BillingMode],
      stream: StreamViewType[incidentsTable.StreamSpecification.StreamViewType],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      removalPolicy: props.removalPolicy,
    });
    for (const index of incidentsTable.GlobalSecondaryIndexes) {
      const [of, by] = keysOf(index.KeySchema);
      this.table.addGlobalSecondaryIndex({
        indexName: index.IndexName,
        partitionKey: of,
        sortKey: by,
        projectionType: ProjectionType[index.Projection.ProjectionType],
      });
    }
    if (this.table.tableStreamArn === undefined) throw new Error('the incidents table has no stream');
    this.streamArn = this.table.tableStreamArn;
  }
}

type Attribute = { name: string; type: AttributeType };

function keysOf(schema: readonly [{ AttributeName: string }, { AttributeName: string }]): [Attribute, Attribute] {
  const attribute = (name: string): Attribute => {
    const found = incidentsTable.AttributeDefinitions.find((it) => it.AttributeName === name);
    if (found === undefined) throw new Error(`the table's shape names ${name} as a key without defining it`);
    return { name, type: AttributeType.STRING };
  };
  return [attribute(schema[0].AttributeName), attribute(schema[1].AttributeName)];
}
