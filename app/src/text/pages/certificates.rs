//! Certificates, and the signatures of images that are verified with them.

use signing::{Distrust, Error, Unreadable};

use super::{Text, TextWithCount, TextWithName, locale, spoken};
use crate::shared::Locale;

spoken! {
    /// The words of certificates, and of what is verified with them.
    CertificatesText {
        title: Text = "Certificates", "证书";
        lead: Text = "Certificates used to verify image signatures.", "用于验证镜像签名的证书。";
        none: Text = "There are no certificates yet.", "暂无证书。";
        none_hint: Text = "The data of a signed image is accepted only if its signature can be verified with a certificate listed here. Before you upload a signed image, add the certificate of the signing key.", "仅当签名可用此处的证书验证通过时，才会接受已签名镜像的数据。上传已签名的镜像前，请先添加签名密钥的证书。";
        name: Text = "Name", "名称";
        project: Text = "Project", "适用项目";
        all_projects: Text = "All projects", "所有项目";
        key: Text = "Key type", "密钥类型";
        from: Text = "Valid from", "生效时间";
        until: Text = "Valid until", "到期时间";
        state: Text = "State", "状态";
        valid: Text = "Valid", "有效";
        expired: Text = "Expired", "已过期";
        not_yet_valid: Text = "Not yet valid", "尚未生效";
        revoked: Text = "Revoked", "已吊销";
        no_issuer: Text = "No valid issuer", "无有效签发者";
        no_issuer_means: Text = "The certificate of its issuer is missing, expired or revoked. Until this is fixed, no signature can be verified with this certificate.", "签发者的证书未添加、已过期或已吊销。此问题解决之前，无法使用该证书验证签名。";
        authority: Text = "CA certificate", "CA 证书";
        add: Text = "Add a certificate", "添加证书";
        submit: Text = "Add", "添加";
        name_hint: Text = "Leave it empty to use the subject of the certificate.", "留空则使用证书的主体。";
        project_hint: Text = "If you choose one project, the certificate is used for images of that project only.", "选择单个项目时，该证书仅用于该项目的镜像。";
        project_id: Text = "Project ID", "项目 ID";
        project_id_hint: Text = "The certificate is used for images of this project only. Leave it empty for all projects.", "该证书仅用于此项目的镜像。留空则适用于所有项目。";
        pem: Text = "Certificate (PEM)", "证书 (PEM)";
        pem_hint: Text = "Paste one certificate, without its private key. If it was issued by a CA, add the CA certificate first.", "每次只能添加一个证书，请勿包含私钥。如果该证书由 CA 签发，请先添加该 CA 的证书。";
        added: TextWithName = |name| format!("{name} is added."), |name| format!("已添加 {name}。");
        registered: TextWithName = |subject| format!("This certificate already exists: {subject}"), |subject| format!("该证书已存在：{subject}");
        too_many: TextWithCount = |most| format!("There can be at most {most} certificates for one project, and {most} for all projects: delete one first"), |most| format!("每个项目最多可添加 {most} 个证书，适用于所有项目的证书最多 {most} 个，请先删除一个");
        unknown_project: TextWithName = |project| format!("There is no project {project}"), |project| format!("项目“{project}”不存在");
        about: Text = "Overview", "概览";
        id_hint: Text = "For images signed with the key of this certificate, set img_signature_certificate_uuid to this ID.", "使用该证书的密钥签名镜像时，请将 img_signature_certificate_uuid 设为此 ID。";
        of_barbican: Text = "This certificate was copied from Barbican, where it has this ID. For images signed with its key, set img_signature_certificate_uuid to this ID.", "该证书复制自 Barbican，此处为其在 Barbican 中的 ID。使用该证书的密钥签名镜像时，请将 img_signature_certificate_uuid 设为此 ID。";
        from_barbican: Text = "From Barbican", "来自 Barbican";
        subject: Text = "Subject", "主体";
        issuer: Text = "Issuer", "签发者";
        self_signed: Text = "Self-signed", "自签名";
        serial: Text = "Serial number", "序列号";
        fingerprint: Text = "Fingerprint (SHA-256)", "指纹 (SHA-256)";
        added_at: Text = "Added", "添加时间";
        added_by: Text = "Added by", "添加者";
        show_pem: Text = "Show as PEM", "查看 PEM 内容";
        revoke: Text = "Revoke", "吊销";
        revoke_means: Text = "Once it is revoked, no signature can be verified with this certificate, with other certificates of the same key, or with certificates that it issued. Images that are already verified stay as they are. This cannot be undone.", "吊销后，该证书、使用同一密钥的其他证书及其签发的证书将不能再用于验证签名。已通过验证的镜像保持不变。此操作无法撤销。";
        reason: Text = "Reason", "原因";
        no_reason: Text = "Enter a reason", "请填写原因";
        was_revoked: TextWithName = |name| format!("{name} is revoked."), |name| format!("已吊销 {name}。");
        revoked_on: fn(&str, &str) -> String = |when, reason| format!("Revoked on {when}. Reason: {reason}"), |when, reason| format!("已于 {when} 吊销。原因：{reason}");
        delete_means: Text = "Once it is deleted, no signature can be verified with this certificate or with certificates that it issued. Images that are already verified stay as they are.", "删除后，该证书及其签发的证书将不能再用于验证签名。已通过验证的镜像保持不变。";
        revoked_stays: Text = "A revoked certificate cannot be deleted before it expires, so that its revocation can be looked up.", "已吊销的证书到期前不能删除，以便查询吊销记录。";
        signatures: Text = "Signatures", "镜像签名";
        required: Text = "Images of this project must be signed", "该项目的镜像必须签名";
        required_hint: Text = "If selected, data is accepted only with a valid signature. Images that already have data stay as they are.", "选中后，仅接受签名有效的镜像数据。已有数据的镜像保持不变。";
        now_required: TextWithName = |project| format!("Images of {project} must be signed."), |project| format!("{project} 的镜像必须签名。");
        now_optional: TextWithName = |project| format!("Images of {project} do not have to be signed."), |project| format!("{project} 的镜像不再要求签名。");
        signature: Text = "Signature", "签名";
        verified: TextWithName = |subject| format!("Verified with the certificate of {subject}"), |subject| format!("已使用 {subject} 的证书验证通过");
        untrusted: TextWithName = |subject| format!("Signed with an untrusted certificate: {subject}"), |subject| format!("使用不受信任的证书签名：{subject}");
        untrusted_hint: Text = "The signature matches the data, but the signer chose the certificate in Barbican, and its owner has not been verified.", "签名与数据匹配，但证书由签名者在 Barbican 中自行选择，其所有者未经核实。";
        issued_by: TextWithName = |issuer| format!("Issuer: {issuer}"), |issuer| format!("签发者：{issuer}");
        show_certificate: Text = "Show certificate", "查看证书";
        since_revoked: fn(&str, &str) -> String = |when, reason| format!("The certificate used to verify this image was revoked on {when}. Reason: {reason}"), |when, reason| format!("验证该镜像所用的证书已于 {when} 吊销。原因：{reason}");
        unverified: Text = "Signed, but not verified by Vitrine", "已签名，但未经 Vitrine 验证";
        unverified_hint: Text = "Signatures are verified when the data arrives. This one was set later, or the data arrived before Vitrine supported signature verification.", "Vitrine 在接收数据时验证签名。该签名是在此之后设置的，或者接收数据时 Vitrine 尚不支持签名验证。";
        fixed: TextWithName = |name| format!("{name} cannot be changed: the data of this image was verified with this signature"), |name| format!("不能修改 {name}：该镜像的数据已使用此签名完成验证");
    }
}

/// Why a certificate is not accepted, in the language of the page.
pub fn wrong(error: &Error) -> String {
    match locale() {
        Locale::En => error.to_string(),
        Locale::Zh => chinese(error),
    }
}

fn chinese(error: &Error) -> String {
    match error {
        Error::Expired { subject, since } => {
            format!("证书“{subject}”已于 {} 过期", since.date())
        }
        Error::NotYetValid { subject, from } => {
            format!("证书“{subject}”尚未生效，生效日期为 {}", from.date())
        }
        Error::KeyUsage { subject } => format!("证书“{subject}”的密钥用途或扩展密钥用途不允许签名"),
        Error::NoIssuer { subject, issuer } => {
            format!("无法验证证书“{subject}”，因为其签发者“{issuer}”的证书未添加、已过期或已吊销")
        }
        Error::Untrusted { subject, why } => {
            format!("证书“{subject}”不受信任：{}", distrust(why))
        }
        Error::Unreadable(why) => unreadable(why),
        // The others are about images.
        error => error.to_string(),
    }
}

fn unreadable(why: &Unreadable) -> String {
    match why {
        Unreadable::PrivateKey => "内容中包含私钥。请妥善保管私钥，仅提交证书".to_owned(),
        Unreadable::NotPem => "证书不是 PEM 格式：应以 -----BEGIN CERTIFICATE----- 开头".to_owned(),
        Unreadable::Several => "每次只能添加一个证书，请先添加签发者的证书".to_owned(),
        Unreadable::TooLarge => "证书超过 16 KiB".to_owned(),
        Unreadable::Malformed(why) => format!("无法解析证书（{why}）"),
    }
}

fn distrust(why: &Distrust) -> String {
    match why {
        Distrust::Key(kind) => format!("不支持使用此类密钥签名镜像（{kind}）"),
        Distrust::Authority => "该证书为 CA 证书，请使用非 CA 证书签名镜像".to_owned(),
        Distrust::Purpose => "证书链中某个证书的扩展密钥用途不包含代码签名".to_owned(),
        Distrust::Version => "该证书不是 X.509 v3 证书".to_owned(),
        Distrust::OtherIssuer => "该证书并非由其声明的签发者签发".to_owned(),
        Distrust::Other(why) => why.clone(),
    }
}
