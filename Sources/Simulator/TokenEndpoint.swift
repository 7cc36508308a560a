import HTTPTypes
import Hummingbird

/// `POST /v1/access_token`: gives a new access token for a refresh token.
///
/// Form-encoded only, as at the service.
struct TokenEndpoint {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func answer(_ call: Call) async throws(ServiceFault) -> Response {
        guard call.request.method == .post else { throw fault(405, "the token endpoint takes POST alone") }
        let type = call.request.headers[.contentType]?.split(separator: ";").first
        guard type?.lowercased() == "application/x-www-form-urlencoded" else {
            throw fault(400, "the body must be form-encoded")
        }
        let form = FormFields(String(decoding: try await call.body(), as: UTF8.self))
        guard form["grant_type"] == "refresh_token" else { throw fault(400, "the grant type is not supported") }
        do {
            let grant = try service.tokens.refresh(
                clientID: form["client_id"] ?? "",
                clientSecret: form["client_secret"] ?? "",
                refreshToken: form["refresh_token"] ?? "",
                now: call.now
            )
            return answer(grant, call)
        } catch {
            switch error {
            case .unknownClient: throw fault(401, "the client id or the client secret is wrong")
            case .unusableToken: throw fault(400, "the refresh token is invalid or has lapsed")
            }
        }
    }

    private func answer(_ grant: TokenDesk.Grant, _ call: Call) -> Response {
        var writer = AnswerWriter()
        writer.beginObject()
        writer.field("access_token", grant.accessToken)
        writer.field("expires_in", Int64(grant.accessSeconds))
        writer.field("refresh_token", grant.refreshToken)
        writer.field("refresh_token_expires_in", Int64(grant.refreshSeconds))
        writer.field("token_type", "Bearer")
        writer.field("scope", TokenDesk.scope)
        writer.endObject()
        return .json(writer, trackingID: call.trackingID)
    }

    private func fault(_ status: Int, _ description: String) -> ServiceFault {
        ServiceFault(status, description, form: .webex)
    }
}
