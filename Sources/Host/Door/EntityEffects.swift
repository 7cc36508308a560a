import Catalog
import JSON
import Wire

/// `entities`: what the service calls the kinds of objects, in answers that speak of them, and what we call them.
struct EntityEffects: Sendable {
    let catalog: Catalog

    /// The resource of each kind by the word that its paths have for it, in small letters and digits alone: the service
    /// spells it in several ways (`entry-point`, `entrypoint`).
    func entities(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Wire.Answer {
        var names: JSONObject = [:]
        for operation in catalog.names.compactMap({ catalog[$0] }) where operation.name.hasSuffix(".get") {
            guard operation.path.hasPrefix("/organization/"), operation.pathIDs.count == 1 else { continue }
            guard let word = operation.path.split(separator: "/").last(where: { !$0.hasPrefix("{") }) else { continue }
            names[word.lowercased().filter { $0.isLetter || $0.isNumber }] = .string(operation.resource)
        }
        return Wire.Answer(.object(names))
    }
}
