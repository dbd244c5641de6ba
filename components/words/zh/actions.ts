import type { Words } from '../words.ts'
import { said } from './said.ts'

export const actions: Words['actions'] = {
  open: '本 hub 无需登录，因此不会发起测试、抓包或追踪。管理员可通过 FAIRLEAD_AUTH 启用登录。',
  role: '您只能查看，不能发起此操作：缺少所需的角色。请联系本 hub 的管理员。',
  failed: (why) => `hub 未执行：${said(why)}`,
  noAnswer: 'hub 在 10 秒内没有应答，无法确定是否已经开始。重试之前请先查看列表。',
}

export const certainties: Words['certainties'] = {
  certain: '确定',
  likely: '很可能',
  possible: '可能',
}
