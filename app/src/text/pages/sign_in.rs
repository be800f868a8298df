use crate::text::Translations;

/// The words of the sign-in page.
pub struct SignInText {
    pub title: &'static str,
    pub lead: &'static str,
    /// Why somebody sees this page who asked for another one.
    pub reason: &'static str,
    pub name: &'static str,
    pub password: &'static str,
    pub domain: &'static str,
    pub domain_hint: &'static str,
    pub submit: &'static str,
    pub refused: &'static str,
    pub refused_hint: &'static str,
}

pub static TEXT: Translations<SignInText> = Translations {
    en: SignInText {
        title: "Sign in",
        lead: "The images that your cloud boots from.",
        reason: "Sign in to see that page. If you were signed in before, your session has ended.",
        name: "User name",
        password: "Password",
        domain: "Domain",
        domain_hint: "Leave it empty for the domain “Default”.",
        submit: "Sign in",
        refused: "Wrong user name or password",
        refused_hint: "Check both, and the domain if you use one, and try again.",
    },
    zh: SignInText {
        title: "登录",
        lead: "用于启动云主机的镜像。",
        reason: "请登录后查看该页面。如果您之前已登录，则登录会话已结束。",
        name: "用户名",
        password: "密码",
        domain: "域",
        domain_hint: "留空则使用 Default 域。",
        submit: "登录",
        refused: "用户名或密码错误",
        refused_hint: "请检查用户名、密码以及所用的域，然后重试。",
    },
};
