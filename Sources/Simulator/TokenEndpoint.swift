import HTTPTypes
import Hummingbird

/// `POST /v1/access_token`: gives tokens for a code or for a refresh token.
///
/// Form-encoded only, as at the service.
struct TokenEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) async throws(ServiceFault) -> Response {
        guard call.request.method == .post else {
            throw fault(405, "invalid_request", "the token endpoint takes POST alone")
        }
        let type = call.request.headers[.contentType]?.split(separator: ";").first
        guard type?.lowercased() == "application/x-www-form-urlencoded" else {
            throw fault(400, "invalid_request", "the body must be form-encoded")
        }
        let form = FormFields(String(decoding: try await call.body(), as: UTF8.self))
        let grant: TokenDesk.Grant?
        do throws(TokenDesk.Refusal) {
            grant = try self.grant(form, now: call.now)
        } catch {
            throw fault(error)
        }
        guard let grant else { throw fault(400, "unsupported_grant_type", "the grant type is not supported") }
        return .json(grant, trackingID: call.trackingID)
    }

    /// What the form is good for; nil when it asks for what there is not.
    private func grant(_ form: FormFields, now: Int64) throws(TokenDesk.Refusal) -> TokenDesk.Grant? {
        let (id, secret) = (form["client_id"] ?? "", form["client_secret"] ?? "")
        switch form["grant_type"] {
        case "authorization_code":
            return try service.tokens.exchange(
                form["code"] ?? "",
                clientID: id,
                clientSecret: secret,
                redirectURI: form["redirect_uri"] ?? "",
                verifier: form["code_verifier"],
                now: now
            )
        case "refresh_token":
            return try service.tokens.refresh(
                form["refresh_token"] ?? "",
                clientID: id,
                clientSecret: secret,
                now: now
            )
        default: return nil
        }
    }

    private func fault(_ refusal: TokenDesk.Refusal) -> ServiceFault {
        switch refusal {
        case .unknownClient: fault(401, "invalid_client", "the client id or the client secret is wrong")
        case .unusableToken: fault(400, "invalid_grant", "the refresh token is invalid or has lapsed")
        case .unusableCode(let refusal): fault(400, "invalid_grant", words(refusal))
        }
    }

    private func words(_ refusal: CodeBook.Refusal) -> String {
        switch refusal {
        case .unknown: "the code is unknown"
        case .lapsed: "the code has lapsed"
        case .used: "the code was used before, and the tokens it gave are revoked"
        case .otherRedirect: "the redirect_uri is not the one that the code was asked for with"
        case .otherVerifier: "the code_verifier does not match the code_challenge"
        }
    }

    private func fault(_ status: Int, _ error: String, _ description: String) -> ServiceFault {
        ServiceFault(status, description, form: .oauth(error: error))
    }
}

extension Response {
    /// Tokens as the answer.
    static func json(_ grant: TokenDesk.Grant, trackingID: String) -> Response {
        var writer = AnswerWriter()
        writer.beginObject()
        writer.field("access_token", grant.accessToken)
        writer.field("expires_in", Int64(grant.accessSeconds))
        writer.field("refresh_token", grant.refreshToken)
        writer.field("refresh_token_expires_in", Int64(grant.refreshSeconds))
        writer.field("token_type", "Bearer")
        writer.field("scope", grant.scopes.joined(separator: " "))
        writer.endObject()
        return .json(writer, trackingID: trackingID)
    }
}
