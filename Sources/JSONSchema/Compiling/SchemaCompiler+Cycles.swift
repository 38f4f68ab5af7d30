// SPDX-License-Identifier: Apache-2.0

import JSON

/// Says that a node is evaluated on the same instance as another.
struct InPlaceEdge {
    enum Target {
        case node(Int)
        case reference(Int)
    }

    let from: Int
    let to: Target
}

extension SchemaCompiler {
    private enum Visit {
        case new, open, closed
    }

    /// Refuses schemas that come back to themselves on the same instance: evaluating them would never end.
    func refuseCycles() throws(SchemaError) {
        guard !references.isEmpty else { return }
        var targets: [[Int]] = Array(repeating: [], count: nodes.count)
        for edge in inPlace {
            switch edge.to {
            case .node(let node): targets[edge.from].append(node)
            case .reference(let slot): targets[edge.from].append(references[slot].node)
            }
        }
        var visits: [Visit] = Array(repeating: .new, count: nodes.count)
        for start in nodes.indices where visits[start] == .new {
            try visit(from: start, targets, &visits)
        }
    }

    /// Depth-first search with a stack of its own, since chains of references can be long.
    private func visit(from start: Int, _ targets: [[Int]], _ visits: inout [Visit]) throws(SchemaError) {
        var stack = [(node: start, next: 0)]
        visits[start] = .open
        while let (node, next) = stack.last {
            guard next < targets[node].count else {
                visits[node] = .closed
                stack.removeLast()
                continue
            }
            stack[stack.count - 1].next += 1
            let target = targets[node][next]
            switch visits[target] {
            case .new:
                visits[target] = .open
                stack.append((target, 0))
            case .open: throw .referenceCycle(places[node].pointer)
            case .closed: break
            }
        }
    }
}
