// SPDX-License-Identifier: Apache-2.0

import ChatModel
import JSON

/// Puts the fragments of native calls together, whatever the upstream does to their index, id and name.
///
/// A call is told from the next by its id where there is one, else by its index, else by where one set of
/// arguments ends; the threads behind each rule are in the documentation's page on dialects.
struct NativeCalls: Sendable {
    private var calls: [NativeCall] = []
    /// Of all calls together, which are kept until the message ends: at most twice what one may have.
    private var argumentBytes = 0

    var isEmpty: Bool { calls.isEmpty }

    mutating func take(_ fragment: ToolCallDelta, _ gate: inout CallGate) {
        var fragment = fragment
        if fragment.id?.isEmpty == true { fragment.id = nil }
        if fragment.name?.isEmpty == true { fragment.name = nil }
        guard fragment.index != nil || fragment.id != nil || fragment.name != nil || fragment.arguments != nil
        else { return }
        guard let position = position(of: fragment) ?? begin(fragment, &gate) else { return }
        argumentBytes += fragment.arguments?.utf8.count ?? 0
        calls[position].append(
            fragment, isOverLimit: argumentBytes > 2 * gate.options.limits.callBytes, &gate)
    }

    /// Nil when there are more calls than any message may have: the first one too many is reported.
    private mutating func begin(_ fragment: ToolCallDelta, _ gate: inout CallGate) -> Int? {
        guard calls.count <= gate.options.limits.calls else { return nil }
        // The next call has begun: the name of the one before is as long as it will get.
        if let last = calls.indices.last { calls[last].announce(&gate) }
        calls.append(NativeCall(index: fragment.index, limits: gate.options.limits))
        return calls.count - 1
    }

    /// The call that a fragment goes on with; nil when it begins one.
    private func position(of fragment: ToolCallDelta) -> Int? {
        if let id = fragment.id { return position(id: id, fragment) }
        if let index = fragment.index {
            guard let position = calls.lastIndex(where: { $0.index == index }) else {
                return positionWithoutIndex(fragment, isInvented: true)
            }
            return calls[position].isOver(before: fragment) ? nil : position
        }
        return positionWithoutIndex(fragment, isInvented: false)
    }

    private func position(id: String, _ fragment: ToolCallDelta) -> Int? {
        if let position = calls.lastIndex(where: { $0.id == id }) {
            let isOther = fragment.index != nil && calls[position].index != fragment.index
            // One id for several calls: only index and name tell them apart.
            return isOther && fragment.name != nil ? nil : position
        }
        let position =
            fragment.index.map { index in calls.lastIndex { $0.index == index } } ?? calls.indices.last
        guard let position else { return nil }
        if calls[position].id == nil { return calls[position].isOver(before: fragment) ? nil : position }
        // A new id: the next call, unless the upstream makes up an id for each fragment.
        let call = calls[position]
        let isContinuation =
            fragment.name == nil ? !call.isComplete : call.isCut && call.name == fragment.name
        return isContinuation ? position : nil
    }

    private func positionWithoutIndex(_ fragment: ToolCallDelta, isInvented: Bool) -> Int? {
        guard let last = calls.indices.last else { return nil }
        if isInvented {
            // An index made up for a continuation: it names nothing and the last call is still open.
            let isContinuation = fragment.name == nil && calls[last].name != nil && !calls[last].isComplete
            return isContinuation ? last : nil
        }
        return calls[last].isOver(before: fragment) ? nil : last
    }

    /// Hands on every call, in the order in which they began.
    mutating func finish(_ gate: inout CallGate) {
        for position in calls.indices { calls[position].finish(&gate) }
    }
}
