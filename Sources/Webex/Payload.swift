import Catalog
import JSON
import Transfer

/// What a call sends behind its headers: made once, and sent from its start by every try.
enum Payload: Sendable {
    case nothing
    /// Text of that media type.
    case text([UInt8], type: String)
    case form([FormPart])

    /// The fields of a body as the parts of a form: files as they are, all else as JSON.
    static func form(_ fields: JSONObject, files: [String: Upload]) -> Payload {
        .form(
            fields.map { field in
                files[field.key]?.part(named: field.key)
                    ?? FormPart(
                        name: field.key,
                        contentType: "application/json",
                        content: .bytes(field.value.encoded())
                    )
            }
        )
    }

    /// The text, where it is one.
    var text: [UInt8]? { if case .text(let bytes, _) = self { bytes } else { nil } }

    /// The parts, where it has some.
    var parts: [FormPart]? { if case .form(let parts) = self { parts } else { nil } }

    /// What `Content-Type` has to say; that of a form is libcurl's to say, which chooses the boundary.
    var contentType: String? { if case .text(_, let type) = self { type } else { nil } }
}

extension Operation {
    /// What `Content-Type` says of a body of this operation that is text.
    var textType: String { (content?.media ?? .json).rawValue }
}
