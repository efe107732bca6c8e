/** The part of MJML 5 that the build uses; the package brings no types. */
declare module 'mjml' {
  interface MjmlError {
    formattedMessage: string;
  }
  interface MjmlOptions {
    filePath?: string;
    includePath?: string | string[];
    ignoreIncludes?: boolean;
    validationLevel?: 'strict' | 'soft' | 'skip';
    keepComments?: boolean;
    fonts?: Record<string, string>;
  }
  export default function mjml2html(
    source: string,
    options?: MjmlOptions,
  ): Promise<{ html: string; errors: MjmlError[] }>;
}
