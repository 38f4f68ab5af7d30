// SPDX-License-Identifier: Apache-2.0

internal import Diagnostics

/// A place to search the web.
///
/// A further engine is one more file with a type that conforms, and a line in `SearchEngines`.
protocol SearchEngine: Sendable {
    /// What the argument `engine` calls it: one word in lower case.
    var name: String { get }

    /// Asks the engine.
    ///
    /// - Parameters:
    ///   - query: The words, not empty.
    ///   - count: How many results are wanted; the engine may give more or fewer.
    ///   - ask: Sends a request and waits for the answer, whatever its status.
    /// - Returns: What was found; nothing found is no failure.
    /// - Throws: `NetError`: `engine_refused` when the engine wants no more questions, `engine_changed` when its answer
    ///   cannot be read any more, `engine_not_set_up` when the operator has to set something first.
    func search(_ query: String, count: Int, ask: (WebRequest) throws -> WebResponse) throws -> SearchFindings
}

extension SearchEngine {
    /// The engine answers, but no longer in the form that is known.
    func changed(_ what: String) -> NetError {
        NetError(
            .engineChanged, "The engine \(name) answered in a form that is not known: \(what).",
            hint:
                "Use another engine, or fetch a page whose URL is known. It may have changed: tell the user."
        )
    }

    /// The engine turns the question down.
    func refused(_ why: String, hint: String? = nil) -> NetError {
        NetError(
            .engineRefused, "The engine \(name) \(why).",
            hint: hint ?? "Wait some minutes before searching with it again, or use another engine now."
        )
    }

    /// The usual failures by status; nil for an answer that should be read.
    func refusal(_ response: WebResponse) -> NetError? {
        switch response.status {
        case 200..<300: return nil
        case 429:
            let wait = response.retryAfter.map { " for \(String($0.prefix(20))) seconds" } ?? " for some time"
            return refused("wants no more questions\(wait)")
        case 500...: return refused("has a problem of its own (\(response.statusText))")
        default: return refused("answered \(response.statusText)")
        }
    }
}
