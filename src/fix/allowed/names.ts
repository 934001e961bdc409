/** Names by convention. Each list errs to the side of asking a person. */
const set = (...lines: string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(" ")));

/** Where a language's own sources stand. */
export const SOURCE_ROOTS = set("src source sources lib libs app pkg internal cmd");
/** Where a repository of several packages keeps them. */
export const PACKAGE_FOLDERS = set("packages apps services modules crates libs projects");

const ANYWHERE_GROUPS: readonly [names: string, what: string][] = [
  ["ci cicd devops scripts script githooks jenkins", "programs that pipelines run"],
  ["node_modules vendor third_party thirdparty site-packages bower_components pods", "other people's code"],
  ["dist build out target buildsrc build-logic cmake gradle", "the build"],
  [
    "migrations migration migrate alembic flyway liquibase seeds seeders",
    "migrations, which run once and for good",
  ],
  [
    "__mocks__ mocks fixtures __fixtures__ testdata __snapshots__ snapshots golden",
    "what tests compare with or put in the place of code",
  ],
  ["meta-inf", "what is loaded at the start"],
];
/** Folders that steer wherever they stand, with what they hold. */
export const ANYWHERE: ReadonlyMap<string, string> = new Map(
  ANYWHERE_GROUPS.flatMap(([names, what]) => names.split(" ").map((name) => [name, what] as const)),
);
/** The same outside a folder of sources; inside one (`src/config/`) they are the product's own. */
export const OUTSIDE_SOURCES = set(
  "tools tool tooling xtask xtasks bin sbin etc hack misc dev release releases packaging config configs conf settings hooks actions",
  "plugins plugin project make roles playbooks containers container setup support doc docs documentation workflows",
  "workflow pipelines pipeline infra infrastructure terraform k8s kubernetes helm charts ansible docker deploy",
  "deployment deployments monitoring ops agents skills prompts instructions public static reporters transforms loaders",
  "action pulumi cdk functions edge hook db sql build-tools codegen netlify vercel supabase firebase typings stubs",
);

/** Tools whose files are found by the tool's name in front: `jest.setup.ts`, `karma-ci.js`, `pytest_plugin.py`. */
export const TOOLS = set(
  "jest vitest karma mocha jasmine nyc c8 cypress playwright protractor wdio testcafe nightwatch puppeteer",
  "webpack vite esbuild swc tsup tsdown rspack rsbuild snowpack babel postcss tailwind nuxt eslint tslint prettier",
  "stylelint commitlint biome oxlint gulp gulpfile grunt gruntfile jakefile dangerfile rakefile guardfile fastfile",
  "capfile brakeman rubocop rspec pytest conftest tox nox noxfile phpunit codecept codeception rector phpstan psalm",
  "deptrac behat runtests testng cucumber magefile wscript sconstruct sconscript fabfile versioneer sitecustomize",
  "usercustomize locustfile hardhat lerna renovate dependabot lefthook lintstaged storybook knexfile ormconfig",
);
/** Files that a tool looks for by this very name. */
export const FILES = set(
  "setup.py conf.py tasks.py manage.py build.py hatch_build.py pdm_build.py build_ext.py _custom_build.py make.py",
  "dodo.py pavement.py build.rs build.zig build.scala package.swift setup.hs mix.exs make.jl runtests.jl config.exs",
  "runtime.exs dev.exs test.exs prod.exs test_helper.exs spec_helper.rb rails_helper.rb test_helper.rb testcase.php",
  "pest.php castor.php deploy.php bootstrap.php autoload.php tools.go setupproxy.js webpack.mix.js cmakelists.txt",
  "makefile.pl build.pl seed.ts seed.js seeds.rb seeds.exs flutter_test_config.dart meson.txt robots.txt version.txt llms.txt llms-full.txt __main__.py module-info.java",
);
/** What a file that prepares the ground is called, by the first or the last word of its name. */
export const PREPARING = set("setup teardown bootstrap preload polyfill polyfills instrumentation");
/** What a program of a build or pipeline is called; in a folder of sources these are ordinary words. */
export const ROOT_PROGRAMS = set(
  "build ci cd deploy release publish lint format check verify coverage install uninstall postinstall preinstall",
  "prepare make bundle compile docker bench benchmark runner run hooks hook config configuration settings env codegen",
  "transform transformer preset resolver sequencer reporter environment loader register vercel netlify",
);

/** What instructions for coding agents are called: vendors' names and the words they share. */
export const AGENT_WORDS = set(
  "claude agents agent gemini copilot cursor cursorrules windsurf windsurfrules codex qwen warp crush jules aider",
  "conventions skill skills prompt prompts instructions rules cline clinerules roo goose devin codegen kiro junie",
);
export const AGENT_FOLDERS = set("prompts instructions skills agents chatmodes memory-bank commands rules");
export const POLICY_WORDS = set(
  "license licence copying notice codeowners security governance owners maintainers",
);

/** Test frameworks by the names of their modules and packages. */
export const TEST_FRAMEWORKS = set(
  "pytest _pytest unittest nose nose2 doctest hypothesis pluggy minitest rspec test-unit capybara junit jupiter testng",
  "mockito assertj hamcrest kotest spek phpunit mockery gtest gmock catch2 assert xunit nunit",
);
/** Of Python's standard library (Ruby's has some of the same names): a file beside a program comes before it. */
export const PYTHON_MODULES = set(
  "abc argparse ast asyncio base64 bisect collections contextlib copy csv ctypes dataclasses datetime decimal enum",
  "fractions functools glob hashlib heapq importlib inspect io itertools json logging math operator os pathlib pickle",
  "platform queue random re set shutil signal site socket sqlite3 statistics string struct subprocess sys tempfile",
  "threading time traceback types typing uuid warnings weakref zlib coverage mock",
);
