import type { Who } from '#model/protocol.ts'
import type { Words } from '../words.ts'

const ways: Record<Who['login'], string> = {
  token: '',
  oidc: '',
  proxy: '本 hub 前面的代理没有说明您的身份。请通过代理打开 Fairlead，并在代理处登录。',
  open: '',
  demo: '',
  embed: '',
}

export const login: Words['login'] = {
  title: '登录',
  hub: '进入 Fairlead，地址',
  token: '令牌',
  tokenWhere: '除非另行指定，令牌在 hub 首次启动时输出一次，并保存在其数据目录的 token 文件中。',
  submit: '登录',
  provider: '使用组织账号登录',
  or: '或使用令牌',
  wrong: '这不是本 hub 的令牌。',
  isOut: '正在登录…',
  ended: '您已退出登录：登录已到期，或被管理员终止。页面不再显示任何内容。',
  failed: '登录未成功，原因见 hub 的日志。请重试，或联系其管理员。',
  noAnswer: 'hub 没有应答。它在运行吗？',
  otherWay: (way) => ways[way],
  noRole: '本 hub 认识您，但您无权查看集群。请向其管理员申请 view 角色。',
  out: '退出登录',
  as: (name, roles) => `当前用户：${name}。角色：${roles}。`,
  unnamed: '令牌',
}
