// SPDX-License-Identifier: Apache-2.0

import Prompting
import ToolModel

/// Every setting there is, once: the reader, the options and the documentation are all taken from here.
enum SettingsTable {
    static let host = Setting(
        "host", "HOST", flag: "host", .text, default: "localhost",
        "Where the server listens. `localhost` is 127.0.0.1 and ::1; anything else needs API_KEY."
    )
    static let port = Setting(
        "port", "PORT", flag: "port", .integer(0...65535), default: "3000",
        "The HTTP port; 0 takes a free one and prints it."
    )
    static let upstream = Setting(
        "lmStudio.url", "LM_STUDIO_URL", flag: "upstream", .upstream, default: "http://localhost:1234",
        """
        The OpenAI-compatible server that runs the model, with or without `/v1`; of several, separated by commas, the \
        next stands in for one that does not answer. `demo` is the small model inside the host; `auto` takes LM Studio \
        when it answers and the demo model otherwise.
        """
    )
    static let model = Setting(
        "lmStudio.model", "LM_STUDIO_MODEL", flag: "model", .text, default: "qwen/qwen3-coder-30b",
        "The model asked for when a request names none."
    )
    static let upstreamKey = Setting(
        "lmStudio.apiKey", "LM_STUDIO_API_KEY", .text, isSecret: true,
        "The bearer token sent to the model server."
    )
    static let connectTimeout = Setting(
        "lmStudio.connectTimeout", "LM_STUDIO_CONNECT_TIMEOUT", .duration, default: "5s",
        "How long connecting to the model server may take."
    )
    static let firstByteTimeout = Setting(
        "lmStudio.firstByteTimeout", "LM_STUDIO_FIRST_BYTE_TIMEOUT", .duration, default: "300s",
        "How long the model may take to load and to read the prompt."
    )
    static let silenceTimeout = Setting(
        "lmStudio.timeout", "LM_STUDIO_TIMEOUT", .duration, default: "60s",
        "How long the model server may stay silent in mid-answer."
    )
    static let retryAttempts = Setting(
        "lmStudio.retryAttempts", "LM_STUDIO_RETRY_ATTEMPTS", .integer(1...10), default: "3",
        "How often a request is sent in all while no first byte of an answer comes."
    )
    static let retryDelay = Setting(
        "lmStudio.retryDelay", "LM_STUDIO_RETRY_DELAY", .duration, default: "100ms",
        "The wait before a request is sent again; it doubles each time, with jitter."
    )
    static let sandbox = Setting(
        "sandboxDir", "SANDBOX_DIR", flag: "sandbox", .path, default: "./sandbox",
        "The folder that the tools work in; created when missing."
    )
    static let plugins = Setting(
        "pluginsDir", "PLUGINS_DIR", flag: "plugins", .paths,
        shown: "`toolhost/plugins` in the XDG data folder",
        "The folders with your own plugins. The bundled plugins always load."
    )
    static let toolTimeout = Setting(
        "toolTimeout", "TOOL_TIMEOUT", flag: "tool-timeout", .duration, default: "30s",
        "How long a tool may run that states no limit of its own."
    )
    static let execAllow = Setting(
        "execAllow", "EXEC_ALLOW", .text,
        """
        Programs that `executeCommand` may run besides the usual ones: names or absolute paths, separated by commas.
        """
    )
    static let isolation = Setting(
        "pluginIsolation", "PLUGIN_ISOLATION", .choice(["strict", "best-effort"]),
        shown: "`strict` where the kernel can, else `best-effort`",
        """
        What becomes of plugins that the kernel cannot confine: `strict` refuses them, `best-effort` loads them and says \
        in `toolhost tools --json` what does not hold.
        """
    )
    static let inProcess = Setting(
        "pluginInProcess", "PLUGIN_IN_PROCESS", .names,
        """
        Plugins that run inside the host instead of in processes of their own, by their files' names without `lib` and \
        `.so`. Their calls are some microseconds faster; nothing confines them, and their crashes end the host.
        """
    )
    static let allowWritablePlugins = Setting(
        "allowWritablePlugins", "ALLOW_WRITABLE_PLUGINS", .boolean, default: "false",
        "Whether a host that runs as root loads plugins from folders into which others may put some."
    )
    static let coreDumps = Setting(
        "coreDumps", "CORE_DUMPS", .boolean, default: "false",
        "Whether a crash of the host may leave a core dump, which holds keys and conversations."
    )
    static let toolFormat = Setting(
        "toolFormat", "TOOL_FORMAT", flag: "tool-format",
        .choice(["auto", "native"] + PromptBuilder.taughtFormats.map(\.rawValue)),
        default: "auto",
        """
        How the model is taught to call tools; what it writes is read in every dialect. Other dialects can be named too: \
        teaching those is left to the model server.
        """
    )
    static let autoExecute = Setting(
        "autoExecute", "AUTO_EXECUTE", flag: "auto-execute", .boolean, default: "false",
        "Whether the host runs the model's calls when a chat request does not say."
    )
    static let maxTurns = Setting(
        "maxTurns", "MAX_TURNS", flag: "max-turns", .integer(1...1000), default: "10",
        "How many times the model is asked in one request that executes calls."
    )
    static let apiKey = Setting(
        "apiKey", "API_KEY", .text, isSecret: true,
        "The bearer token that clients must send; none lets every client on this machine in."
    )
    static let fetchAllowPrivate = Setting(
        "fetch.allowPrivate", "FETCH_ALLOW_PRIVATE", .hosts,
        "What the tool fetch may reach though it is not on the public net: `localhost`, `nas.local:8080`, `10.0.0.0/8`."
    )
    static let searXNG = Setting(
        "searxng.url", "SEARXNG_URL", .url,
        "The SearXNG instance that the tool search uses as its engine `searxng`."
    )
    static let braveKey = Setting(
        "brave.apiKey", "BRAVE_API_KEY", .text, isSecret: true,
        "The key for Brave's Search API, which the tool search uses as its engine `brave`."
    )
    static let logLevel = Setting(
        "logLevel", "LOG_LEVEL", flag: "log-level",
        .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), default: "info",
        "The least severe log record that is written to stderr."
    )
    static let logFormat = Setting(
        "logFormat", "LOG_FORMAT", flag: "log-format", .choice(["json", "text"]),
        shown: "json unless stderr is a terminal",
        "How log records are written."
    )

    static let all: [Setting] = [
        host, port, upstream, model, upstreamKey, connectTimeout, firstByteTimeout, silenceTimeout,
        retryAttempts,
        retryDelay, sandbox, plugins, toolTimeout, execAllow, isolation, inProcess, allowWritablePlugins,
        coreDumps, toolFormat, autoExecute,
        maxTurns,
        apiKey, fetchAllowPrivate, searXNG, braveKey, logLevel,
        logFormat,
    ]
}

extension SettingsTable {
    /// The documentation page, made from the rows.
    static var markdown: String {
        var text = """
            # Settings

            Command-line options win over environment variables (a `.env` file in the working folder counts as such), \
            these over a file, and a file over the defaults. The file is the one that `--config` names, else \
            `toolhost.yaml` or `toolhost.json` in the working folder, else in `toolhost` in the XDG config folder. Its \
            keys are nested at the dots. An unknown key or a bad value stops the start. An empty value counts as unset.

            Durations take a unit: `500ms`, `30s`, `5m`, `1h`. A leading `~` in a path is the home folder; relative \
            paths start at the working folder. This page is made by `toolhost settings`.

            | key | variable | option | unit | default | meaning |
            |---|---|---|---|---|---|

            """
        for row in all {
            let option = row.flag.map { "`--\($0)`" } ?? ""
            let fallback = row.fallbackText ?? row.fallback.map { "`\($0)`" } ?? "none"
            text +=
                "| `\(row.key)` | `\(row.variable)` | \(option) | \(row.kind.unit) | \(fallback) | \(row.meaning) |\n"
        }
        return text
    }
}
