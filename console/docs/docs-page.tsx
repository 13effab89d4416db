import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';

export const DocsPage = (): ReactNode => <Header variant="h1">API</Header>;
