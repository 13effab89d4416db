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

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Everything Mendgate knows, in one table. A test holds its shape against the one of the adapter that reads it. */
export class IncidentsTable extends Construct {
  readonly table: Table;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, props: { key: IKey; removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      removalPolicy: props.removalPolicy,
    });
    // Sparse: only what a screen lists is in it, whole, so that a screen needs no second read.
    this.table.addGlobalSecondaryIndex({
      indexName: 'by-list',
      partitionKey: text('list'),
      sortKey: text('order'),
      projectionType: ProjectionType.ALL,
    });
    if (this.table.tableStreamArn === undefined) throw new Error('the incidents table has no stream');
    this.streamArn = this.table.tableStreamArn;
  }
}
