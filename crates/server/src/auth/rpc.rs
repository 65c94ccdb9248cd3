//! RPC signature V1: HMAC-SHA1 over the method and all parameters.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::Hmac;
use sha1::Sha1;

use super::canonical::{encode, is_hmac, query};
use super::request::{Claim, Incoming, given};
use crate::parameters::Parameters;
use crate::refusal::Refusal;

/// Reads the required parameters of a call signed with V1. A blank parameter counts as absent.
pub fn claim(parameters: &Parameters) -> Result<Claim<'_>, Refusal> {
    let required = |name| given(parameters, name).ok_or(Refusal::Missing(name));
    let access_key = required("AccessKeyId")?;
    let signature = required("Signature")?;
    if required("SignatureMethod")? != "HMAC-SHA1" {
        return Err(Refusal::UnknownSignatureMethod);
    }
    if required("SignatureVersion")? != "1.0" {
        return Err(Refusal::MalformedSignature);
    }
    let nonce = required("SignatureNonce")?;
    let date = required("Timestamp")?;
    Ok(Claim { access_key, date, nonce, token: given(parameters, "SecurityToken"), signature })
}

/// Checks the signature. It does not cover a body that is not form-encoded.
pub fn check(request: &Incoming<'_>, signature: &str, secret: &str) -> Result<(), Refusal> {
    let string_to_sign = string_to_sign(request);
    let signature = BASE64_STANDARD.decode(signature).unwrap_or_default();
    if is_hmac::<Hmac<Sha1>>(&format!("{secret}&"), &string_to_sign, &signature) {
        Ok(())
    } else {
        Err(Refusal::WrongRpcSignature { string_to_sign })
    }
}

fn string_to_sign(request: &Incoming<'_>) -> String {
    let merged = request.parameters.merged();
    let query = query(merged.into_iter().filter(|(name, _)| *name != "Signature"));
    format!("{}&{}&{}", request.method, encode("/"), encode(&query))
}
