import Box from '@cloudscape-design/components/box';
import type { ReactNode } from 'react';

/** Nothing is there, and what that means for whoever looks. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }): ReactNode => (
  <Box textAlign="center" color="text-body-secondary" padding={{ vertical: 'xl' }}>
    <Box variant="strong" color="inherit" display="block" margin={{ bottom: 'xxs' }}>
      {title}
    </Box>
    {children}
  </Box>
);
