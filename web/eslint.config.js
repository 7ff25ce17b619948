import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

// House rules that a selector can state.
const house = [
  {
    selector: "SvelteAttribute[key.name='style']",
    message: "The content security policy blocks style attributes. Use a class or the style: directive.",
  },
  {
    selector: "SvelteElement[kind='html'] > SvelteText[value=/\\p{L}{2,}/u]",
    message: "What people read lives in src/words/.",
  },
  {
    selector: "SvelteAttribute[key.name=/^(aria-label|alt|title|placeholder)$/] > SvelteLiteral[value=/\\p{L}{2,}/u]",
    message: "What people read lives in src/words/.",
  },
  {
    selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]",
    message: "Text is text: nothing a participant wrote is ever HTML.",
  },
];

// In scripts, too: what begins with a capital and goes on with more words is a sentence.
const sentence = {
  selector:
    "Literal[value=/^\\p{Lu}[\\p{Ll}’]+( [\\p{L}’,]+)+/u], TemplateElement[value.raw=/^\\p{Lu}[\\p{Ll}’]+ \\p{Ll}+/u]",
  message: "What people read lives in src/words/.",
};

export default ts.config(
  { ignores: ["dist", "node_modules", "e2e/out", "src/protocol.ts", "e2e/openapi.d.ts"] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        project: ["./tsconfig.json", "./tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      "no-restricted-syntax": ["error", ...house],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // Svelte's own effects and event handlers are often async by nature.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ["src/**"],
    ignores: ["src/words/**", "**/*.test.ts"],
    rules: { "no-restricted-syntax": ["error", ...house, sentence] },
  },
  {
    files: ["e2e/**", "scripts/**", "*.config.*"],
    languageOptions: { globals: globals.node },
    rules: { "no-restricted-syntax": "off" },
  },
  prettier,
);
