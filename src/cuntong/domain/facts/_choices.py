"""The codes that fact tables store, each with its label in both languages."""

from __future__ import annotations

from cuntong.domain.values import Bilingual

DIVISION_LEVELS = {
    "PROVINCE": Bilingual("省级", "province"),
    "PREFECTURE": Bilingual("地级", "prefecture"),
    "COUNTY": Bilingual("县级", "county"),
    "TOWNSHIP": Bilingual("乡级", "township"),
    "VILLAGE": Bilingual("村级", "village"),
}
DIVISION_KINDS = {
    "PROVINCE": Bilingual("省", "province"),
    "PREFECTURE": Bilingual("地级市", "prefecture"),
    "COUNTY": Bilingual("县（市、区）", "county"),
    "TOWNSHIP": Bilingual("乡镇（街道）", "township or subdistrict"),
    "ADMINISTRATIVE_VILLAGE": Bilingual("行政村", "administrative village"),
    "COMMUNITY": Bilingual("社区（居委会）", "residents' community"),
    "STATISTICAL": Bilingual("统计用区划单元", "statistical unit"),
}
STATION_LEVELS = {
    "CENTRE": Bilingual("公共服务中心", "service centre"),
    "TOWNSHIP": Bilingual("镇级站", "township station"),
    "VILLAGE": Bilingual("村级点", "village point"),
}
# In the order of a station's life: where one day holds several events, the later one is the state.
STATION_STATES = {
    "APPLIED": Bilingual("已申请", "applied for"),
    "APPROVED": Bilingual("已批准", "approved"),
    "BUILT": Bilingual("已建成", "built"),
    "ACCEPTED": Bilingual("已验收", "accepted"),
    "OPERATING": Bilingual("运营中", "operating"),
    "SUSPENDED": Bilingual("暂停", "suspended"),
    "REPLACED": Bilingual("已调换", "replaced"),
    "WITHDRAWN": Bilingual("已撤销", "withdrawn"),
}
SOURCES = {
    "CENTRAL": Bilingual("中央财政资金", "central money"),
    "PROVINCIAL": Bilingual("省级财政资金", "provincial money"),
    "LOCAL": Bilingual("地方配套资金", "local money"),
    "ENTERPRISE": Bilingual("企业投入", "enterprise money"),
}
TRANCHES = {
    "FIRST": Bilingual("首款", "first payment"),
    "TAIL": Bilingual("尾款", "tail payment"),
    "OTHER": Bilingual("其他批次", "another tranche"),
}
DIRECTIONS = {
    "PUBLIC_SERVICE": Bilingual("农村电商公共服务体系", "public service system"),
    "LOGISTICS": Bilingual("县乡村三级物流配送体系", "three-level logistics"),
    "TRADE_UPGRADE": Bilingual("农村商贸流通企业转型升级", "upgrade of trading firms"),
    "LEADERS": Bilingual("农村电商创业带头人", "e-commerce leaders"),
}
TRAINING_KINDS = {
    "GENERAL": Bilingual("普及性培训", "general training"),
    "VALUE_ADDED": Bilingual("增值性培训", "value-added training"),
    "ONLINE": Bilingual("线上课程", "online course"),
}
ORGANISERS = {
    "CENTRE": Bilingual("公共服务中心", "service centre"),
    "TOWNSHIP_GOVERNMENT": Bilingual("乡镇人民政府", "township government"),
    "BUREAU": Bilingual("主管部门", "county bureau"),
    "CONTRACTOR": Bilingual("承办企业", "contractor"),
    "OTHER": Bilingual("其他单位", "another body"),
}
OUTCOME_KINDS = {
    "OPENED_SHOP": Bilingual("开设网店", "opened a shop"),
    "EMPLOYED": Bilingual("就业", "found employment"),
    "STATION_KEEPER": Bilingual("成为站点负责人", "became a station keeper"),
    "STARTED_BUSINESS": Bilingual("创业", "started a business"),
}
CERTIFICATE_KINDS = {
    "E_COMMERCE_SPECIALIST": Bilingual("电子商务师", "e-commerce specialist"),
    "INTERNET_MARKETER": Bilingual("互联网营销师", "internet marketer"),
}
SHOP_OWNERS = {
    "STATION": Bilingual("站点", "station"),
    "FIRM": Bilingual("入驻企业", "settled firm"),
}
LIVESTREAM_HOSTS = SHOP_OWNERS | {"CENTRE": Bilingual("公共服务中心", "service centre")}
PARCEL_DIRECTIONS = {
    "DOWN": Bilingual("下行进村", "down to the village"),
    "UP": Bilingual("上行出村", "up from the village"),
}
SEVERITIES = {
    "MINOR": Bilingual("一般", "minor"),
    "MAJOR": Bilingual("较重", "major"),
    "CRITICAL": Bilingual("严重", "critical"),
}
PROBLEM_OWNERS = {
    "STATION_KEEPER": Bilingual("站长", "station keeper"),
    "CONTRACTOR": Bilingual("承办企业", "contractor"),
    "BUREAU": Bilingual("主管部门", "county bureau"),
}
CALL_SUBJECTS = {
    "TRAINEE": Bilingual("学员", "trainee"),
    "VILLAGER": Bilingual("村民", "villager"),
}
SERVICE_KINDS = {
    "AGENCY_BUYING": Bilingual("代买", "buying for a villager"),
    "AGENCY_SELLING": Bilingual("代卖", "selling for a villager"),
    "CASH_WITHDRAWAL": Bilingual("小额取款", "cash withdrawal"),
    "CASH_DEPOSIT": Bilingual("小额存款", "cash deposit"),
    "BILL_PAYMENT": Bilingual("代缴费", "top-up or bill"),
    "GROUP_BUYING": Bilingual("社区团购", "community group buying"),
    "INFORMATION": Bilingual("信息咨询", "information and advice"),
    "JOB_INTRODUCTION": Bilingual("职业介绍", "job introduction"),
    "CONSIGNMENT": Bilingual("寄卖", "produce on consignment"),
}
