import type { Words } from '../words.ts'

export const actions: Words['actions'] = {
  'not-loopback':
    '本 hub 可被其他机器访问，在明确允许之前不会发起测试、抓包或追踪。如需启用，请在其运行环境中设置 FAIRLEAD_ACTIONS=on 并重新启动。',
  off: '本 hub 仅供查看，不会发起测试、抓包或追踪。如需启用，请在其运行环境中设置 FAIRLEAD_ACTIONS=on 并重新启动。',
  failed: (why) => `hub 未执行：${why}`,
  noAnswer: 'hub 在 10 秒内没有应答，无法确定是否已经开始。重试之前请先查看列表。',
}

export const certainties: Words['certainties'] = {
  certain: '确定',
  likely: '很可能',
  possible: '可能',
}
