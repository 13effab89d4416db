import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';
import { shownLine } from '../view/shown-text.ts';

interface Props {
  what: string;
  children: ReactNode;
}

/** A part that fails says so in its own place; the rest of the page goes on. */
export class PartBoundary extends Component<Props, { thrown: Error | undefined }> {
  override state: { thrown: Error | undefined } = { thrown: undefined };

  static getDerivedStateFromError(thrown: unknown): { thrown: Error } {
    return { thrown: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (thrown === undefined) return this.props.children;
    return (
      <Alert
        type="error"
        header={`${this.props.what} could not be shown`}
        action={<Button onClick={() => this.setState({ thrown: undefined })}>Try again</Button>}
      >
        {shownLine(thrown.message)} This is a defect of the console; the rest of the page still works.
      </Alert>
    );
  }
}
