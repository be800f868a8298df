//! Certificates, and the signatures of images that are verified with them.

use signing::{Distrust, Error, Unreadable};

use super::{Text, TextWithCount, TextWithName, locale, spoken};
use crate::shared::Locale;

spoken! {
    /// The words of certificates, and of what is verified with them.
    CertificatesText {
        title: Text = "Certificates", "证书";
        lead: Text = "The certificates that signatures of images are verified with.", "用于验证镜像签名的证书。";
        none: Text = "There are no certificates yet.", "暂无证书。";
        none_hint: Text = "The data of a signed image is accepted only if its signature can be verified with one of these certificates. Before you upload a signed image, add the certificate of the key that signed it.", "已签名的镜像，只有其签名能用此处的证书验证通过，数据才会被接受。上传此类镜像之前，请先添加签名密钥的证书。";
        name: Text = "Name", "名称";
        project: Text = "Project", "适用项目";
        all_projects: Text = "All projects", "所有项目";
        key: Text = "Key", "密钥类型";
        from: Text = "Valid from", "生效时间";
        until: Text = "Valid until", "到期时间";
        state: Text = "State", "状态";
        valid: Text = "Valid", "有效";
        expired: Text = "Expired", "已过期";
        not_yet_valid: Text = "Not yet valid", "尚未生效";
        revoked: Text = "Revoked", "已吊销";
        no_issuer: Text = "No valid issuer", "签发者无效";
        no_issuer_means: Text = "The certificate of its issuer is missing, expired or revoked. Until that changes, no signature can be verified with this one.", "其签发者的证书缺失、已过期或已吊销。在此期间，无法用该证书验证签名。";
        authority: Text = "CA certificate", "CA 证书";
        add: Text = "Add a certificate", "添加证书";
        submit: Text = "Add", "添加";
        name_hint: Text = "Leave it empty to use the subject of the certificate.", "留空则使用证书的主体。";
        project_hint: Text = "The certificate is used for images of this project only, unless you choose all projects.", "除非选择所有项目，否则该证书仅用于所选项目的镜像。";
        project_id: Text = "Project ID", "项目 ID";
        project_id_hint: Text = "The certificate is used for images of this project only. Leave it empty for all projects.", "该证书仅用于此项目的镜像。留空则用于所有项目。";
        pem: Text = "Certificate (PEM)", "证书 (PEM)";
        pem_hint: Text = "One certificate, without its private key. If another certificate issued it, add that one first.", "每次添加一个证书，不要包含私钥。如果它由其他证书签发，请先添加签发者的证书。";
        added: TextWithName = |name| format!("{name} is added."), |name| format!("已添加 {name}。");
        registered: TextWithName = |subject| format!("This certificate already exists here: {subject}"), |subject| format!("该证书已存在：{subject}");
        too_many: TextWithCount = |most| format!("There can be {most} certificates for one project, and {most} for all projects: delete one first"), |most| format!("每个项目最多 {most} 个证书，适用于所有项目的证书也最多 {most} 个，请先删除一个");
        unknown_project: TextWithName = |project| format!("There is no project {project}"), |project| format!("项目“{project}”不存在");
        about: Text = "Overview", "概览";
        id_hint: Text = "Images signed with its key have this ID in img_signature_certificate_uuid.", "用其密钥签名的镜像，需在 img_signature_certificate_uuid 中填写此 ID。";
        of_barbican: Text = "This is a copy of a certificate in Barbican, with the ID that it has there. Images signed with its key have this ID in img_signature_certificate_uuid.", "这是 Barbican 中证书的副本，ID 与其在 Barbican 中的相同。用其密钥签名的镜像，需在 img_signature_certificate_uuid 中填写此 ID。";
        from_barbican: Text = "From Barbican", "来自 Barbican";
        subject: Text = "Subject", "主体";
        issuer: Text = "Issuer", "签发者";
        self_signed: Text = "Self-signed", "自签名";
        serial: Text = "Serial number", "序列号";
        fingerprint: Text = "Fingerprint (SHA-256)", "指纹 (SHA-256)";
        added_at: Text = "Added", "添加时间";
        added_by: Text = "Added by", "添加者";
        show_pem: Text = "Show as PEM", "显示 PEM";
        revoke: Text = "Revoke", "吊销";
        revoke_means: Text = "From now on, no signature is verified with this certificate or with certificates that it issued. Images that are already verified stay as they are. This cannot be undone.", "吊销后，该证书及其签发的证书不能再用于验证签名。已通过验证的镜像保持不变。此操作无法撤销。";
        reason: Text = "Reason", "原因";
        no_reason: Text = "Enter a reason", "请填写原因";
        was_revoked: TextWithName = |name| format!("{name} is revoked."), |name| format!("已吊销 {name}。");
        revoked_on: fn(&str, &str) -> String = |when, reason| format!("Revoked on {when}. Reason: {reason}"), |when, reason| format!("已于 {when} 吊销。原因：{reason}");
        delete_means: Text = "No signature can then be verified with this certificate or with certificates that it issued. Images that are already verified stay as they are.", "删除后，该证书及其签发的证书不能再用于验证签名。已通过验证的镜像保持不变。";
        signatures: Text = "Signatures", "镜像签名";
        required: Text = "Images of this project must be signed", "该项目的镜像必须签名";
        required_hint: Text = "Data is then accepted only with a valid signature. Images that already have data stay as they are.", "启用后，只接受签名有效的镜像数据。已有数据的镜像保持不变。";
        now_required: TextWithName = |project| format!("Images of {project} must be signed."), |project| format!("{project} 的镜像现在必须签名。");
        now_optional: TextWithName = |project| format!("Images of {project} do not have to be signed."), |project| format!("{project} 的镜像现在无须签名。");
        signature: Text = "Signature", "签名";
        verified: TextWithName = |subject| format!("Verified with the certificate of {subject}"), |subject| format!("已使用 {subject} 的证书验证");
        issued_by: TextWithName = |issuer| format!("Issuer: {issuer}"), |issuer| format!("签发者：{issuer}");
        show_certificate: Text = "Show certificate", "查看证书";
        since_revoked: fn(&str, &str) -> String = |when, reason| format!("The certificate that this image was verified with was revoked on {when}. Reason: {reason}"), |when, reason| format!("验证该镜像所用的证书已于 {when} 吊销。原因：{reason}");
        unverified: Text = "Signed, but not verified by Vitrine", "已签名，但未经 Vitrine 验证";
        unverified_hint: Text = "A signature is verified when the data arrives. This one was set after that, or the data arrived before Vitrine verified signatures.", "签名在数据到达时验证。此签名是在那之后设置的，或者数据到达时 Vitrine 尚不支持验证签名。";
        fixed: TextWithName = |name| format!("{name} cannot be changed: the data of this image was verified with this signature"), |name| format!("不能修改 {name}：该镜像的数据已通过此签名的验证");
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
            format!("证书“{subject}”在 {} 之前尚未生效", from.date())
        }
        Error::KeyUsage { subject } => format!("证书“{subject}”的密钥用途不允许签名"),
        Error::NoIssuer { subject, issuer } => format!(
            "找不到证书“{subject}”的签发者“{issuer}”的有效证书：签发者的证书未添加、已过期或已吊销"
        ),
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
        Unreadable::PrivateKey => "内容中包含私钥。请自行妥善保管私钥，只提交证书".to_owned(),
        Unreadable::NotPem => "证书不是 PEM 格式：应以 -----BEGIN CERTIFICATE----- 开头".to_owned(),
        Unreadable::Several => "每次只能添加一个证书，请先添加签发者的证书".to_owned(),
        Unreadable::TooLarge => "证书超过 16 KiB".to_owned(),
        Unreadable::Malformed(why) => format!("证书无法读取（{why}）"),
    }
}

fn distrust(why: &Distrust) -> String {
    match why {
        Distrust::Key(kind) => format!("不支持用此类密钥签名镜像（{kind}）"),
        Distrust::Authority => "该证书可签发其他证书，请使用不能签发证书的证书签名镜像".to_owned(),
        Distrust::Version => "该证书不是 X.509 第 3 版".to_owned(),
        Distrust::OtherIssuer => "该证书并非由其所列的签发者签发".to_owned(),
        Distrust::Other(why) => why.clone(),
    }
}
