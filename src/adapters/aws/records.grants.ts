/**
 * What `dynamoRecords` needs. A transaction is granted by the actions of its parts: TransactWriteItems has none of its own
 * (Amazon DynamoDB, "IAM and transactions"). `indexes`: Query is also needed on these indexes of the table.
 */
export const recordsGrants = {
  actions: [
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
  ],
  resource: 'IncidentsTable',
  indexes: ['by-list'],
} as const;
