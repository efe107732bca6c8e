/** Employees, teams, who belonged where and reported to whom when, and the amounts a bonus starts from. */
import { Module } from '@nestjs/common';
import { BusinessHours } from './business-hours';
import { Calendar } from './calendar';
import { DatedLinks } from './dated-links';
import { EmployeeCache } from './employee.cache';
import { Employees } from './employees';
import { Leaves } from './leaves';
import { OrganizationApiController } from './organization.api.controller';
import { OrganizationPagesController } from './organization.pages.controller';
import { OrganizationQueries } from './organization.queries';
import { PayApiController } from './pay.api.controller';
import { PayBases } from './pay-bases';
import { Teams } from './teams';
import { Visibility } from './visibility';

@Module({
  controllers: [OrganizationApiController, PayApiController, OrganizationPagesController],
  providers: [
    BusinessHours,
    Calendar,
    DatedLinks,
    EmployeeCache,
    Employees,
    Leaves,
    OrganizationQueries,
    PayBases,
    Teams,
    Visibility,
  ],
  exports: [BusinessHours, Calendar, Employees, Leaves, OrganizationQueries, PayBases, Teams, Visibility],
})
export class OrganizationModule {}
