import tseslint from "typescript-eslint";
import * as regexp from "eslint-plugin-regexp";

export default tseslint.config(
  {
    ignores: [
      ".dependency-cruiser.cjs",
      "dist/",
      "node_modules/",
      "action/dist/",
      ".heal/",
      "**/*.js",
      "test/fixtures/",
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  regexp.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-console": "error",
      // Every pattern over untrusted text must take time linear in its length.
      "regexp/no-super-linear-backtracking": "error",
      "regexp/no-super-linear-move": "error",
    },
  },
  {
    // Programs for people at a terminal.
    files: [
      "tools/**",
      "test/demo/**",
      "test/bench/**",
      "test/eval/**",
      "test/fault/**",
      "test/simulator/**",
    ],
    rules: { "no-console": "off" },
  },
  {
    // Patterns from outside are RE2 patterns; JavaScript's engine can be made to hang.
    files: ["src/**/*.ts"],
    ignores: ["src/core/regex.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='RegExp']", message: "Use compile() of core/regex.ts (RE2)." },
        {
          selector: "CallExpression[callee.name='RegExp']",
          message: "Use compile() of core/regex.ts (RE2).",
        },
      ],
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "node:child_process", importNames: ["exec", "execSync"], message: "No shell." }] },
      ],
    },
  },
);
