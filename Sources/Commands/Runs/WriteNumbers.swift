import ArgumentParser

/// Numbers of writes on the command line: `12`, or `all`.
enum WriteNumbers: ExpressibleByArgument, Equatable {
    case one(Int64)
    case all

    init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if let number = Int64(argument), number > 0 {
            self = .one(number)
        } else {
            return nil
        }
    }

    /// The writes that are meant, each once, in order.
    static func chosen(_ numbers: [WriteNumbers], among doubts: [Int64]) -> [Int64] {
        var chosen: Set<Int64> = []
        for number in numbers {
            switch number {
            case .one(let number): chosen.insert(number)
            case .all: chosen.formUnion(doubts)
            }
        }
        return chosen.sorted()
    }
}
