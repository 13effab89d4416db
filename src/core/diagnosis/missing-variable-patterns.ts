import { ANY, ENV, MISSING, type Phrase, Q, re, UPPER } from './phrase.ts';

export const phrases: readonly Phrase[] = [
  {
    id: 'environment variable X is missing',
    when: re(
      '\\b(?:[Ee]nvironment|[Ee]nv|ENV) ?(?:[Vv]ariable|[Vv]ar|VAR) {1,3}',
      Q,
      ANY,
      Q,
      ',? {1,3}(?:is |was |has |must |which )?(?:required|not set|unset|missing|not defined|undefined|not found|not been set|not provided|not present|not specified|be set|empty)',
    ),
    yes: [
      'environment variable DATABASE_URL not found',
      'Error: Environment variable "API_HOST" is not set',
      'panic: env var REDIS_ADDR missing',
      'environment variable DATABASE_URL is missing.',
      'env: environment variable "db_host" not set',
      'Environment variable not found: environment variable DB_HOST must be set',
    ],
    no: ['environment variable is not set', 'environment variable LOG_LEVEL set to debug'],
  },
  {
    id: 'required environment variable X',
    when: re(
      '(?:[Rr]equired|REQUIRED|[Mm]issing|MISSING|[Uu]ndefined|[Uu]nset|[Nn]o such|[Nn]o value for|[Ss]pecify|[Dd]efine|[Pp]rovide|[Ff]etch|[Rr]ead|[Gg]et)(?: the| an?| required| mandatory| following)* ',
      ENV,
      '(?:\\(s\\))?:? {0,3}',
      Q,
      '(?!is\\b|not\\b|was\\b|are\\b|for\\b|from\\b|in\\b|to\\b|and\\b|or\\b|could\\b|must\\b|has\\b|while\\b|before\\b)',
      ANY,
    ),
    yes: [
      'required environment variable DATABASE_URL',
      'Missing required environment variable: STRIPE_KEY',
      'fatal: missing env var PORT_HTTP',
      'Missing required env var "QUEUE_NAME"',
      'could not fetch environment variable "SECRET_KEY_BASE" because it is not set',
      'Missing required environment variables: SESSION_KEY, OTHER',
      'env: required environment variable "HOME_DIR" is not set',
    ],
    no: ['config: required environment variable is not set', 'required environment variables are present'],
  },
  {
    id: 'X environment variable is missing',
    when: re(
      UPPER,
      Q,
      ' {1,3}',
      ENV,
      ' {1,3}(?:is |was |has |must )?(?:required|not set|unset|missing|not defined|undefined|not found|not been set|be set|be defined|be provided|empty)',
    ),
    yes: [
      'DATABASE_URL environment variable is not set',
      'fatal: the "API_TOKEN" env var is required',
      'JWT_SECRET environment variable must be set',
    ],
    no: ['DATABASE_URL environment variable is used', 'environment variable is not set'],
  },
  {
    id: 'set the X environment variable',
    when: re('(?:[Ss]et|[Ss]pecify|[Dd]efine|[Pp]rovide|[Ee]xport) (?:the |an? )?', Q, UPPER, Q, ' ', ENV),
    yes: [
      'django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable',
      'please define the MONGODB_URI environment variable inside .env',
    ],
    no: ['environment variables set', 'set the environment variable'],
  },
  {
    id: 'X is not set',
    when: re(
      '(?:^|[\\s"\'`$(\\[:{])',
      UPPER,
      '\\}?',
      Q,
      ' {1,3}(?:is |was |has |are )?(?:not set|unset|not been set|not defined|not provided|not configured|missing|undefined|required(?: but| and|$|[.,;!"\']))',
    ),
    yes: [
      'DATABASE_URL is not set',
      'ERROR: "REDIS_HOST" is not defined',
      'fatal: DB_HOST missing',
      'Error: SESSION_SECRET is required',
      '$KAFKA_BROKERS is unset',
      'level=fatal msg="AMQP_URL not set"',
    ],
    no: ['file is not set', 'the value is required', 'TLS is required by the server', 'ID is missing from the request'],
  },
  {
    id: 'X must be set',
    when: re(
      '(?:^|[\\s"\'`$(\\[:])',
      UPPER,
      Q,
      ' (?:must|needs to|has to|should) be (?:set|defined|provided|specified|present|configured|non-empty|given)',
    ),
    yes: ['DATABASE_URL must be set: NotPresent', "thread 'main' panicked at src/main.rs:12:5: API_KEY must be set"],
    no: ['the port must be set', 'flags must be set'],
  },
  {
    id: 'must set X',
    when: re(
      '(?:must|need to|have to|please|should)(?: also)? (?:set|specify|define|provide|export) (?:the |a value for |env )?',
      Q,
      '\\$?',
      UPPER,
    ),
    yes: [
      'you must set DATABASE_URL',
      'You must specify POSTGRES_PASSWORD to a non-empty value for the superuser',
      'please set $AWS_REGION before starting',
    ],
    no: ['you must set a password', 'Please set up the database'],
  },
  {
    id: 'os.environ KeyError',
    when: re('KeyError: ["\']', UPPER, '["\']'),
    yes: ["KeyError: 'DATABASE_URL'", '  raise KeyError(key) from None\nKeyError: "REDIS_HOST"'],
    no: ["KeyError: 'user_id'", 'KeyError: 3'],
  },
  {
    id: 'process.env.X is undefined',
    when: re(
      'process\\.env\\.',
      ANY,
      ' {0,2}(?:is|was|must|=|to be)? {0,2}(?:not set|not defined|undefined|missing|required|empty|null|be set|be defined|unset)',
    ),
    yes: [
      'Error: process.env.DATABASE_URL is undefined',
      'AssertionError: process.env.MONGO_URI is required',
      'process.env.API_BASE must be set',
    ],
    no: ['reading process.env.PORT', 'process.env.NODE_ENV is production'],
  },
  {
    id: 'node startup validation',
    when: re(
      '^ {0,8}',
      Q,
      UPPER,
      Q,
      ': {1,3}(?:undefined|Required|Invalid input: expected string, received undefined|"?is required)',
    ),
    yes: [
      '    DATABASE_URL: undefined',
      'REDIS_URL: Required',
      'API_URL: Invalid input: expected string, received undefined',
    ],
    no: ['TypeError: undefined is not a function', 'ERROR: Invalid input'],
  },
  {
    id: 'joi',
    when: re('["\']', UPPER, '["\'] (?:is required|is not allowed to be empty)'),
    yes: ['Error: Config validation error: "JWT_SECRET" is required'],
    no: ['"name" is required'],
  },
  {
    id: 'shell parameter',
    when: re(
      '(?:^|[ :])\\$?\\{?',
      '(?<name>[A-Za-z_][A-Za-z0-9_]{1,127})',
      ': (?:parameter (?:null or )?not set|unbound variable|parameter null or not set|(?:is )?not set(?: or empty)?$)',
    ),
    yes: [
      'sh: 1: DATABASE_URL: parameter not set',
      '/entrypoint.sh: line 3: DB_HOST: parameter null or not set',
      '/start.sh: line 9: BACKEND_URL: unbound variable',
    ],
    no: ['sh: 1: foo: not found', 'parameter not set'],
  },
  {
    id: 'go envconfig',
    when: re('required key ', ANY, ' missing value'),
    yes: ['required key DATABASE_URL missing value'],
    no: ['required key missing'],
  },
  {
    id: 'viper and friends',
    when: re(
      '(?:required|missing|mandatory|no value for|undefined)(?: required| mandatory)? (?:config(?:uration)?|setting|option|property|parameter)(?: key| value| variable| option| setting)?:? ',
      Q,
      UPPER,
    ),
    yes: [
      'missing required config key "DATABASE_URL"',
      'missing configuration: SMTP_HOST',
      'required setting REDIS_URL not found in environment',
    ],
    no: ['missing required configuration file', 'missing config file'],
  },
  {
    id: 'spring placeholder',
    field: true,
    when: re('Could not resolve placeholder [\'"]', ANY, '[\'"]'),
    yes: [
      'java.lang.IllegalArgumentException: Could not resolve placeholder \'DATABASE_URL\' in value "${DATABASE_URL}"',
    ],
    no: ['Could not resolve host'],
  },
  {
    id: 'pydantic settings',
    field: true,
    when: re('^', ANY, '\\r?\\n {1,4}(?:Field required|field required)'),
    yes: [
      '1 validation error for Settings\ndatabase_url\n  Field required [type=missing, input_value={}, input_type=dict]',
      'pydantic.error_wrappers.ValidationError: 1 validation error for Settings\nAPI_KEY\n  field required (type=value_error.missing)',
    ],
    no: ['Field required', 'database_url\n  Input should be a valid URL'],
  },
  {
    id: 'ruby fetch',
    when: re('key not found: ["\']', UPPER, '["\']'),
    yes: ['config/application.rb:9:in `fetch\': key not found: "SECRET_KEY_BASE" (KeyError)'],
    no: ['key not found: "user"'],
  },
  {
    id: 'php getenv',
    when: re('Undefined (?:array key|index):? ["\']?', UPPER, '["\']?'),
    yes: ['PHP Warning:  Undefined array key "DB_HOST" in /app/index.php on line 3', 'Undefined index: DB_HOST'],
    no: ['Undefined array key "user"'],
  },
  {
    id: 'missing X, listed',
    when: re(
      '[Mm]issing(?: required)?(?: variables?| vars?| value| values| key| keys)?(?: for| of)?:? ',
      Q,
      '\\$?',
      UPPER,
      '(?![\\w-]* (?:file|header|token in|argument))',
    ),
    yes: ['missing DATABASE_URL', 'config error: Missing value for STRIPE_KEY', 'missing variables: DB_HOST, DB_PORT'],
    no: ['missing file', 'missing HTTP header', 'Missing Authorization'],
  },
  {
    id: 'a list under a headline',
    when: re(ENV, '[^\\n]{0,80}:\\s{0,3}\\n\\s{0,8}(?:[-*•] {0,3})?', Q, UPPER),
    yes: [
      'You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD',
      'The following environment variables are missing:\n  DATABASE_URL',
    ],
    no: ['environment variables:\n  none'],
  },
];

/** Says that one is missing and not which: the revisions may tell. */
export const namelessPhrases: readonly Phrase[] = [
  {
    id: 'an environment variable is missing',
    when: re(
      '(?:[Rr]equired|[Mm]andatory|[Nn]ecessary|[Ee]xpected|[Aa]n?|[Tt]he|^|: )(?: required)? ?',
      ENV,
      '(?:\\(s\\))? ',
      MISSING,
    ),
    yes: [
      'config: required environment variable is not set',
      'Error: environment variable not found',
      'a required env var is missing',
      'required environment variables are not set',
    ],
    no: ['environment variable LOG_LEVEL is set', 'required environment variables are present'],
  },
  {
    id: 'missing environment variable',
    when: re(
      '(?:[Mm]issing|[Uu]nset|[Uu]ndefined|[Ii]ncomplete|[Nn]o)(?: some| a| an| one of the| required| mandatory)* ',
      ENV,
      '(?:\\(s\\))?(?:$|[.!,;)])',
    ),
    yes: [
      'fatal: missing required environment variables',
      'Missing environment variable!',
      'startup aborted: missing env vars.',
    ],
    no: ['no environment changes', 'missing environment variable handling is on'],
  },
  {
    id: 'rust VarError',
    when: re('(?:called `Result::unwrap\\(\\)` on an `Err` value: |VarError::)NotPresent'),
    yes: ["thread 'main' panicked at src/main.rs:4:37: called `Result::unwrap()` on an `Err` value: NotPresent"],
    no: ['NotPresent'],
  },
];
