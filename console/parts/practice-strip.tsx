import type { ReactNode } from 'react';
import type { SiteFacts } from '../../src/contracts/api/site.ts';

/** On every page of a home that only practises: nobody may take its outages for real ones, or real ones for practice. */
export const PracticeStrip = ({ site }: { site: SiteFacts | undefined }): ReactNode =>
  site?.practice === true && (
    <div className="mg-practice" role="note">
      <strong>Practice cluster.</strong> A built-in stand-in with outages of its own: nothing real is touched.
    </div>
  );
