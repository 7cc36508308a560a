import Catalog
import Foundation
import JSON
import Simulator
import Testing

/// Calls operations of the catalog by their names, with requests made of the catalog's facts alone.
struct CatalogClient {
    let client: SimulatorClient

    /// Sends an operation.
    ///
    /// - Parameters:
    ///   - name: its name in the catalog.
    ///   - ids: the ids of its path by position, without the org's.
    ///   - query: names and values.
    ///   - body: JSON, or for an operation with files the parts by their names.
    /// - Returns: the answer, whatever its status.
    /// - Throws: what keeps it from being sent.
    func call(
        _ name: String,
        _ ids: [String] = [],
        query: [String: String] = [:],
        body: JSONValue? = nil
    ) async throws -> TestAnswer {
        let operation = try Catalog.bundled.operation(named: name)
        let isHosted = operation.module == .webex && !operation.path.hasPrefix("/identity/")
        var target = (isHosted && !operation.path.hasPrefix("/v1/") ? "/v1" : "") + operation.path
        var ids = ids[...]
        for parameter in operation.pathParameters {
            let given = parameter.lowercased() == "orgid" ? client.ready.orgID : ids.popFirst()
            let value = try #require(given, "\(name) needs another id")
            let escaped = try #require(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            target = target.replacingOccurrences(of: "{\(parameter)}", with: escaped)
        }
        if !query.isEmpty { target += "?" + (try SimulatorClient.encoded(query)) }
        var headers: [String: String] = [:]
        for header in operation.headers where header.isRequired || header.isReadOnly {
            headers[header.name] = client.ready.orgID
        }
        var text: String?
        if let body, let content = operation.content {
            headers["Content-Type"] = content.media.rawValue
            text = String(decoding: body.encoded(), as: UTF8.self)
            if content.media == .multipart {
                headers["Content-Type"] = "multipart/form-data; boundary=xyz"
                text = multipart(body, files: operation.body.filter { $0.type == .file }.map(\.name))
            }
        }
        return try await client.send(operation.method, target, headers: headers, body: text)
    }

    /// The data of a list, all in one page.
    func list(_ name: String, _ ids: [String] = [], query: [String: String] = [:]) async throws -> [JSONObject] {
        let operation = try Catalog.bundled.operation(named: name)
        let answer = try await call(name, ids, query: query)
        #expect(answer.status == 200, "\(name): \(answer.text)")
        let json = try answer.json()
        let list = operation.listPath?.isEmpty == false ? json[operation.listPath ?? ""] : json
        return try #require(list?.array, "\(name): \(answer.text)").compactMap(\.object)
    }

    /// The id of the first object that a list shows.
    func firstID(_ resource: String, _ ids: [String] = []) async throws -> String {
        try #require(try await list("\(resource).list", ids).first?["id"]?.string, "\(resource)")
    }

    private func multipart(_ body: JSONValue, files: [String]) -> String {
        var text = ""
        for part in body.object ?? JSONObject() {
            let isFile = files.contains(part.key)
            let value = isFile ? part.value.string ?? "" : String(decoding: part.value.encoded(), as: UTF8.self)
            text += "--xyz\r\nContent-Disposition: form-data; name=\"\(part.key)\""
            text += isFile ? "; filename=\"a.wav\"\r\nContent-Type: audio/wav" : "\r\nContent-Type: application/json"
            text += "\r\n\r\n\(value)\r\n"
        }
        return text + "--xyz--\r\n"
    }
}
