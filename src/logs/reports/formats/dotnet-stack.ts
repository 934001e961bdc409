/** `... in C:\src\Calc.cs:line 61` of a .NET stack. */
export function placeInStack(stack: string): { file?: string; line?: number } {
  const match = / in ([^\r\n]{1,500}?):line (\d{1,9})/.exec(stack);
  return match ? { file: match[1], line: Number(match[2]) } : {};
}
